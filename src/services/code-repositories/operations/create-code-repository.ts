import { validationException } from '../../../api/errors.ts';
import type { CreateCodeRepositoryInput, CreateCodeRepositoryOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import type { CodeRepositoriesDeps } from '../code-repositories-deps.ts';
import { codeRepositoryTable } from '../code-repositories-store.ts';
import { codeRepositoryArn } from '../code-repository-names.ts';

/** Notes where a Git repository lies. Nothing is fetched: notebooks and projects that use it do that. */
export function createCodeRepository({
  store,
  clock,
}: CodeRepositoriesDeps): Operation<CreateCodeRepositoryInput, CreateCodeRepositoryOutput> {
  return async ({ CodeRepositoryName: name, GitConfig: gitConfig, Tags: tags = [] }, context) => {
    checkTags(tags);
    const arn = codeRepositoryArn(context, name);
    const nowMs = clock.nowMs();
    await store.transaction(async (tx) => {
      const inserted = await codeRepositoryTable.insert(tx, {
        account: context.account,
        region: context.region,
        parent: '',
        name,
        arn,
        status: '',
        creationMs: nowMs,
        modifiedMs: nowMs,
        document: { gitConfig },
        extra: {},
      });
      if (!inserted) throw validationException(`Cannot create already existing code repository "${arn}".`);
      await putTags(tx, arn, tags);
    });
    return { CodeRepositoryArn: arn };
  };
}
