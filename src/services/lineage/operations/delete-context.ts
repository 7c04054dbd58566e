import type { DeleteContextRequest, DeleteContextResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteEntity } from '../delete-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';

export function deleteContext(deps: LineageDeps): Operation<DeleteContextRequest, DeleteContextResponse> {
  return async (input, context) => ({ ContextArn: await deleteEntity(deps, 'context', input.ContextName, context) });
}
