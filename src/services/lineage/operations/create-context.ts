import type { CreateContextRequest, CreateContextResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { createEntity } from '../create-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';

export function createContext(deps: LineageDeps): Operation<CreateContextRequest, CreateContextResponse> {
  return async (input, context) => {
    const document = {
      source: input.Source,
      description: input.Description,
      properties: input.Properties,
    };
    const entity = { kind: 'context', name: input.ContextName, entityType: input.ContextType, document } as const;
    return { ContextArn: await createEntity(deps, entity, input.Tags ?? [], context) };
  };
}
