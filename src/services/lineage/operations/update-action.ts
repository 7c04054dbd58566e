import type { UpdateActionRequest, UpdateActionResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { updateEntity } from '../update-entity.ts';

export function updateAction(deps: LineageDeps): Operation<UpdateActionRequest, UpdateActionResponse> {
  return async (input, context) => {
    const change = {
      replace: { description: input.Description, status: input.Status },
      properties: input.Properties,
      propertiesToRemove: input.PropertiesToRemove,
    };
    return { ActionArn: await updateEntity(deps, 'action', input.ActionName, change, context) };
  };
}
