import type { Selectable } from 'kysely';
import type { Tag } from '../../api/generated/sagemaker-types.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

type TagRow = {
  resource_arn: string;
  tag_key: string;
  tag_value: string;
};

type TagTables = { tags: TagRow };

const asTag = (row: Selectable<TagRow>): Tag => ({ Key: row.tag_key, Value: row.tag_value });

/** Tags of a resource in the order of their keys, after the key `after`. */
export async function listTags(store: SqlStore, resourceArn: string, limit: number, after = ''): Promise<Tag[]> {
  const rows = await store.reader
    .withTables<TagTables>()
    .selectFrom('tags')
    .selectAll()
    .where('resource_arn', '=', resourceArn)
    .where('tag_key', '>', after)
    .orderBy('tag_key')
    .limit(limit)
    .execute();
  return rows.map(asTag);
}

/** Sets tags; a key that is there gets the new value. Used by every Create operation that takes Tags. */
export async function putTags(tx: SqlTransaction, resourceArn: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length === 0) return;
  await tx.db
    .withTables<TagTables>()
    .insertInto('tags')
    .values(tags.map((tag) => ({ resource_arn: resourceArn, tag_key: tag.Key, tag_value: tag.Value })))
    .onConflict((conflict) =>
      conflict.columns(['resource_arn', 'tag_key']).doUpdateSet((eb) => ({ tag_value: eb.ref('excluded.tag_value') })),
    )
    .execute();
}

export async function countTags(tx: SqlTransaction, resourceArn: string): Promise<number> {
  const row = await tx.db
    .withTables<TagTables>()
    .selectFrom('tags')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('resource_arn', '=', resourceArn)
    .executeTakeFirstOrThrow();
  return Number(row.total);
}

/** Removes the keys; without keys, every tag of the resource (when the resource itself is deleted). */
export async function deleteTags(tx: SqlTransaction, resourceArn: string, keys?: readonly string[]): Promise<void> {
  let query = tx.db.withTables<TagTables>().deleteFrom('tags').where('resource_arn', '=', resourceArn);
  if (keys) query = query.where('tag_key', 'in', [...keys]);
  await query.execute();
}
