import type { CreateActionRequest, CreateActionResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { createEntity } from '../create-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';

export function createAction(deps: LineageDeps): Operation<CreateActionRequest, CreateActionResponse> {
  return async (input, context) => {
    const document = {
      source: input.Source,
      description: input.Description,
      status: input.Status,
      properties: input.Properties,
      metadataProperties: input.MetadataProperties,
    };
    const entity = { kind: 'action', name: input.ActionName, entityType: input.ActionType, document } as const;
    return { ActionArn: await createEntity(deps, entity, input.Tags ?? [], context) };
  };
}
