import type { DeleteModelInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { modelArn, noSuchModel } from '../find-model.ts';
import type { ModelsDeps } from '../models-deps.ts';
import { modelTable } from '../models-store.ts';

/** Removes the record; endpoints that run the model go on. */
export function deleteModel({ store }: ModelsDeps): Operation<DeleteModelInput, Record<never, never>> {
  return async (input, context) => {
    const arn = modelArn(context, input.ModelName);
    await store.transaction(async (tx) => {
      if (!(await modelTable.delete(tx, context, input.ModelName))) throw noSuchModel(arn);
      await removeTags(tx, arn);
    });
    return {};
  };
}
