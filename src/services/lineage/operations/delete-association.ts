import { resourceNotFound } from '../../../api/errors.ts';
import type { DeleteAssociationRequest, DeleteAssociationResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { endPlace } from '../association-ends.ts';
import { deleteAssociationRow } from '../association-store.ts';
import { countDeleted } from '../creation-limits.ts';
import type { LineageDeps } from '../lineage-deps.ts';

/** Removes the association of a pair; the entities stay. */
export function deleteAssociation({
  store,
}: LineageDeps): Operation<DeleteAssociationRequest, DeleteAssociationResponse> {
  return async (input, context) => {
    const source = endPlace(context, input.SourceArn);
    const destination = endPlace(context, input.DestinationArn);
    await store.transaction(async (tx) => {
      const deleted = await deleteAssociationRow(tx, context, source.resource, destination.resource);
      if (!deleted) {
        throw resourceNotFound(`Association from '${source.arn}' to '${destination.arn}' does not exist.`);
      }
      if (deleted.created_by !== null) await countDeleted(tx, context, 'association');
    });
    return { SourceArn: source.arn, DestinationArn: destination.arn };
  };
}
