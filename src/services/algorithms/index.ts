import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { AlgorithmsDeps } from './algorithms-deps.ts';
import { createAlgorithm } from './operations/create-algorithm.ts';
import { deleteAlgorithm } from './operations/delete-algorithm.ts';
import { describeAlgorithm } from './operations/describe-algorithm.ts';
import { listAlgorithms } from './operations/list-algorithms.ts';

export { algorithmInference } from './algorithm-inference.ts';

export interface AlgorithmsDomain {
  readonly handlers: Handlers<SageMakerOperations>;
}

export function algorithmsDomain(deps: AlgorithmsDeps): AlgorithmsDomain {
  return {
    handlers: {
      CreateAlgorithm: createAlgorithm(deps),
      DeleteAlgorithm: deleteAlgorithm(deps),
      DescribeAlgorithm: describeAlgorithm(deps),
      ListAlgorithms: listAlgorithms(deps),
    },
  };
}
