import { validationException } from '../../../api/errors.ts';
import type { AddAssociationRequest, AddAssociationResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { checkJoinable, endPlace, lookUpEnd } from '../association-ends.ts';
import { insertAssociation } from '../association-store.ts';
import { countCreated } from '../creation-limits.ts';
import type { LineageDeps } from '../lineage-deps.ts';

/** Joins two entities. A pair can be joined once, whatever the type: the second time is refused. */
export function addAssociation(deps: LineageDeps): Operation<AddAssociationRequest, AddAssociationResponse> {
  const { store, clock, limits } = deps;
  return async (input, context) => {
    const places = { source: endPlace(context, input.SourceArn), destination: endPlace(context, input.DestinationArn) };
    checkJoinable(places.source, places.destination);
    const holdSource = await lookUpEnd(deps, context, places.source);
    const holdDestination = await lookUpEnd(deps, context, places.destination);
    await store.transaction(async (tx) => {
      const inserted = await insertAssociation(tx, context, {
        source: await holdSource(tx),
        destination: await holdDestination(tx),
        associationType: input.AssociationType,
        creationMs: clock.nowMs(),
        createdBy: userContext(context),
      });
      if (!inserted) {
        throw validationException(
          `An association from '${places.source.arn}' to '${places.destination.arn}' already exists. ` +
            'An association must be unique.',
        );
      }
      await countCreated(tx, context, 'association', limits);
    });
    return { SourceArn: places.source.arn, DestinationArn: places.destination.arn };
  };
}
