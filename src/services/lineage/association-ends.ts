import { resourceNotFound, validationException } from '../../api/errors.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { AssociationEnd } from './association-store.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { isLineageKind, type LineageKind } from './lineage-kinds.ts';
import { noSuchEntity, type Place, placeOf } from './lineage-names.ts';
import { type HeldEntity, holdEntity } from './lineage-store.ts';

/** Where an end of an association lies. Throws ResourceNotFound for what lies outside of the caller's account and region. */
export function endPlace(scope: Scope, arn: string): Place {
  const place = placeOf(scope, arn);
  if (!place) throw resourceNotFound(`Entity '${arn}' does not exist.`);
  return place;
}

/** Experiments and trial components are joined by the experiments' own means (developer guide, lineage associations). */
export function checkJoinable(source: Place, destination: Place): void {
  if (isLineageKind(source.kind) || isLineageKind(destination.kind)) return;
  throw validationException(
    `An association cannot join two experiment entities: '${source.arn}' and '${destination.arn}'.`,
  );
}

/**
 * Looks at an end as far as that goes outside of a transaction; what it gives finishes inside one, where it holds the
 * entity. Throws ResourceNotFound.
 */
export async function lookUpEnd(
  { store, findForeignEntity }: LineageDeps,
  scope: Scope,
  place: Place,
): Promise<(tx: SqlTransaction) => Promise<AssociationEnd>> {
  const { kind, name, arn } = place;
  if (isLineageKind(kind)) {
    return async (tx) => {
      const held = await holdEntity(store, tx, kind, scope, name);
      if (!held) throw noSuchEntity(kind, arn);
      return endOf(kind, name, held);
    };
  }
  const foreign = await findForeignEntity(arn);
  if (!foreign) throw noSuchEntity(kind, arn);
  const end: AssociationEnd = { kind, resource: place.resource, type: foreign.type, name: foreign.name };
  return async () => end;
}

/** An entity of the lineage API as an end. */
export function endOf(kind: LineageKind, name: string, held: HeldEntity): AssociationEnd {
  return {
    kind,
    resource: `${kind}/${name.toLowerCase()}`,
    type: held.entityType,
    name: kind === 'artifact' ? undefined : held.name,
  };
}
