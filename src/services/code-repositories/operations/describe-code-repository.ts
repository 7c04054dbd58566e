import type {
  DescribeCodeRepositoryInput,
  DescribeCodeRepositoryOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { CodeRepositoriesDeps } from '../code-repositories-deps.ts';
import { codeRepositoryTable } from '../code-repositories-store.ts';
import { codeRepositoryArn, noSuchCodeRepository } from '../code-repository-names.ts';
import { showCodeRepository } from '../code-repository-shapes.ts';

export function describeCodeRepository({
  store,
}: CodeRepositoriesDeps): Operation<DescribeCodeRepositoryInput, DescribeCodeRepositoryOutput> {
  return async ({ CodeRepositoryName: name }, context) => {
    const found = await codeRepositoryTable.find(store, context, name);
    if (!found) throw noSuchCodeRepository(codeRepositoryArn(context, name));
    return showCodeRepository(found);
  };
}
