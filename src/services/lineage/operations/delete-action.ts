import type { DeleteActionRequest, DeleteActionResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteEntity } from '../delete-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';

export function deleteAction(deps: LineageDeps): Operation<DeleteActionRequest, DeleteActionResponse> {
  return async (input, context) => ({ ActionArn: await deleteEntity(deps, 'action', input.ActionName, context) });
}
