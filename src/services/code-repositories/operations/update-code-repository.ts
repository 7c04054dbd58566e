import type { UpdateCodeRepositoryInput, UpdateCodeRepositoryOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { CodeRepositoriesDeps } from '../code-repositories-deps.ts';
import { codeRepositoryTable } from '../code-repositories-store.ts';
import { codeRepositoryArn, noSuchCodeRepository } from '../code-repository-names.ts';

/** Names another secret; URL and branch stay what they were at creation. */
export function updateCodeRepository({
  store,
  clock,
}: CodeRepositoriesDeps): Operation<UpdateCodeRepositoryInput, UpdateCodeRepositoryOutput> {
  return async ({ CodeRepositoryName: name, GitConfig: changes }, context) => {
    const arn = codeRepositoryArn(context, name);
    await store.transaction(async (tx) => {
      const found = await codeRepositoryTable.findForUpdate(store, tx, context, name);
      if (!found) throw noSuchCodeRepository(arn);
      const { gitConfig } = found.document;
      await codeRepositoryTable.update(tx, {
        ...found,
        modifiedMs: clock.nowMs(),
        document: { gitConfig: { ...gitConfig, SecretArn: changes?.SecretArn ?? gitConfig.SecretArn } },
      });
    });
    return { CodeRepositoryArn: arn };
  };
}
