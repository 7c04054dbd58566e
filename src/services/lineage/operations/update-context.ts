import type { UpdateContextRequest, UpdateContextResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { updateEntity } from '../update-entity.ts';

export function updateContext(deps: LineageDeps): Operation<UpdateContextRequest, UpdateContextResponse> {
  return async (input, context) => {
    const change = {
      replace: { description: input.Description },
      properties: input.Properties,
      propertiesToRemove: input.PropertiesToRemove,
    };
    return { ContextArn: await updateEntity(deps, 'context', input.ContextName, change, context) };
  };
}
