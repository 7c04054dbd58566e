import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { userContext } from '../user-context.ts';
import { findEntityForUpdate } from './find-entity.ts';
import type { LineageDeps } from './lineage-deps.ts';
import type { LineageKind } from './lineage-kinds.ts';
import { type LineageDocument, lineageTables } from './lineage-store.ts';

/** Properties an entity may carry (API page of each Create operation). */
const PROPERTIES_MAX = 30;

export interface EntityChange {
  /** Members to replace; what is undefined stays. */
  readonly replace: Pick<LineageDocument, 'artifactName' | 'description' | 'status'>;
  /** Merged by key into the properties that are there. */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  readonly propertiesToRemove?: readonly string[] | undefined;
}

/** Changes an entity and answers its ARN. Throws ResourceNotFound. */
export async function updateEntity(
  { store, clock }: LineageDeps,
  kind: LineageKind,
  nameOrArn: string,
  change: EntityChange,
  context: OperationContext,
): Promise<string> {
  return store.transaction(async (tx) => {
    const record = await findEntityForUpdate(store, tx, kind, nameOrArn, context);
    const document = changed(record.document, change);
    await lineageTables[kind].update(tx, {
      ...record,
      status: document.status ?? '',
      modifiedMs: clock.nowMs(),
      document: { ...document, lastModifiedBy: userContext(context) },
    });
    return record.arn;
  });
}

function changed(document: LineageDocument, change: EntityChange): LineageDocument {
  const replaced = Object.entries(change.replace).filter(([, value]) => value !== undefined);
  return { ...document, ...Object.fromEntries(replaced), properties: changedProperties(document.properties, change) };
}

function changedProperties(held: Record<string, string> | undefined, change: EntityChange) {
  const removed = new Set(change.propertiesToRemove);
  const merged = new Map(Object.entries(held ?? {}));
  for (const [key, value] of Object.entries(change.properties ?? {})) merged.set(key, value);
  const kept = [...merged].filter(([key]) => !removed.has(key));
  if (kept.length > PROPERTIES_MAX) {
    throw validationException(
      `The entity would have ${kept.length} properties, which exceeds the limit of ${PROPERTIES_MAX}.`,
    );
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
