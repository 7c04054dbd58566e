import type { DeleteCodeRepositoryInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import type { CodeRepositoriesDeps } from '../code-repositories-deps.ts';
import { codeRepositoryTable } from '../code-repositories-store.ts';
import { codeRepositoryArn, noSuchCodeRepository } from '../code-repository-names.ts';

/** Forgets where the repository lies; the repository itself is not touched. */
export function deleteCodeRepository({
  store,
}: CodeRepositoriesDeps): Operation<DeleteCodeRepositoryInput, Record<never, never>> {
  return async ({ CodeRepositoryName: name }, context) => {
    const arn = codeRepositoryArn(context, name);
    await store.transaction(async (tx) => {
      if (!(await codeRepositoryTable.delete(tx, context, name))) throw noSuchCodeRepository(arn);
      await removeTags(tx, arn);
    });
    return {};
  };
}
