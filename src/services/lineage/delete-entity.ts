import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { removeTags } from '../tags/index.ts';
import { hasAssociations } from './association-store.ts';
import { countDeleted } from './creation-limits.ts';
import { findEntityForUpdate } from './find-entity.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { type LineageKind, NOUNS } from './lineage-kinds.ts';
import { lineageTables } from './lineage-store.ts';

/**
 * Removes an entity that no association begins or ends at, with its tags, and answers its ARN. Throws ResourceNotFound,
 * and ValidationException while there are associations.
 */
export async function deleteEntity(
  { store }: LineageDeps,
  kind: LineageKind,
  nameOrArn: string,
  context: OperationContext,
): Promise<string> {
  return store.transaction(async (tx) => {
    const record = await findEntityForUpdate(store, tx, kind, nameOrArn, context);
    if (await hasAssociations(tx, context, `${kind}/${record.name.toLowerCase()}`)) {
      throw validationException(
        `${NOUNS[kind]} '${record.arn}' cannot be deleted because it has associations. Delete its associations first.`,
      );
    }
    await lineageTables[kind].delete(tx, context, record.name);
    if (record.document.createdBy) await countDeleted(tx, context, kind);
    await removeTags(tx, record.arn);
    return record.arn;
  });
}
