import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { CodeRepositoriesDeps } from './code-repositories-deps.ts';
import { createCodeRepository } from './operations/create-code-repository.ts';
import { deleteCodeRepository } from './operations/delete-code-repository.ts';
import { describeCodeRepository } from './operations/describe-code-repository.ts';
import { listCodeRepositories } from './operations/list-code-repositories.ts';
import { updateCodeRepository } from './operations/update-code-repository.ts';

export interface CodeRepositoriesDomain {
  readonly handlers: Handlers<SageMakerOperations>;
}

export function codeRepositoriesDomain(deps: CodeRepositoriesDeps): CodeRepositoriesDomain {
  return {
    handlers: {
      CreateCodeRepository: createCodeRepository(deps),
      DeleteCodeRepository: deleteCodeRepository(deps),
      DescribeCodeRepository: describeCodeRepository(deps),
      ListCodeRepositories: listCodeRepositories(deps),
      UpdateCodeRepository: updateCodeRepository(deps),
    },
  };
}
