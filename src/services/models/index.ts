import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { ModelsDeps } from './models-deps.ts';
import { createModel } from './operations/create-model.ts';
import { deleteModel } from './operations/delete-model.ts';
import { describeModel } from './operations/describe-model.ts';
import { listModels } from './operations/list-models.ts';

export { findModel } from './find-model.ts';
export type { ModelsDeps } from './models-deps.ts';
export type { ModelContainer, ModelRecord } from './models-store.ts';

export interface ModelsDomain {
  readonly handlers: Handlers<SageMakerOperations>;
}

export function modelsDomain(deps: ModelsDeps): ModelsDomain {
  return {
    handlers: {
      CreateModel: createModel(deps),
      DeleteModel: deleteModel(deps),
      DescribeModel: describeModel(deps),
      ListModels: listModels(deps),
    },
  };
}
