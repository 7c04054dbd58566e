import type { OperationContext } from '../../api/operation.ts';
import { sagemakerArn } from '../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { LineageKind } from './lineage-kinds.ts';
import { noSuchEntity, placeOf } from './lineage-names.ts';
import { type LineageRecord, lineageTables } from './lineage-store.ts';

/** The entity of that name or ARN. Throws ResourceNotFound. */
export async function findEntity(
  store: SqlStore,
  kind: LineageKind,
  nameOrArn: string,
  context: OperationContext,
): Promise<LineageRecord> {
  const name = entityName(kind, nameOrArn, context);
  return (await lineageTables[kind].find(store, context, name)) ?? missing(kind, name, context);
}

/** The same, locked against other writers until the transaction ends. */
export async function findEntityForUpdate(
  store: SqlStore,
  tx: SqlTransaction,
  kind: LineageKind,
  nameOrArn: string,
  context: OperationContext,
): Promise<LineageRecord> {
  const name = entityName(kind, nameOrArn, context);
  return (await lineageTables[kind].findForUpdate(store, tx, context, name)) ?? missing(kind, name, context);
}

/** An ARN of another account, region or kind is a thing that does not exist here. */
function entityName(kind: LineageKind, nameOrArn: string, context: OperationContext): string {
  if (!nameOrArn.startsWith('arn:')) return nameOrArn;
  const place = placeOf(context, nameOrArn);
  if (place?.kind !== kind) throw noSuchEntity(kind, nameOrArn);
  return place.name;
}

function missing(kind: LineageKind, name: string, context: OperationContext): never {
  throw noSuchEntity(kind, sagemakerArn(context, kind, name));
}
