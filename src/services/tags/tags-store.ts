import { type Kysely, type Selectable, sql } from 'kysely';
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

/** Tags of several resources by their ARNs. A resource without tags has no entry. */
export async function tagsOf(db: Kysely<unknown>, resourceArns: readonly string[]): Promise<Map<string, Tag[]>> {
  if (resourceArns.length === 0) return new Map();
  const rows = await db
    .withTables<TagTables>()
    .selectFrom('tags')
    .selectAll()
    .where('resource_arn', 'in', [...resourceArns])
    .orderBy('tag_key')
    .execute();
  const tags = new Map<string, Tag[]>();
  for (const row of rows) tags.set(row.resource_arn, [...(tags.get(row.resource_arn) ?? []), asTag(row)]);
  return tags;
}

/**
 * The tags of a resource that comes to be, in the transaction that makes it. What an earlier one of its name left goes:
 * a tag that was added while that one was being deleted.
 */
export async function putTags(tx: SqlTransaction, resourceArn: string, tags: readonly Tag[]): Promise<void> {
  await deleteTags(tx, resourceArn);
  await mergeTags(tx, resourceArn, tags);
}

/** Adds tags to those that are there; a key that is there gets the new value. */
export async function mergeTags(tx: SqlTransaction, resourceArn: string, tags: readonly Tag[]): Promise<void> {
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

/** Lets one transaction at a time count the tags of a resource and add to them; others wait until it ends. */
export async function lockTags(store: SqlStore, tx: SqlTransaction, resourceArn: string): Promise<void> {
  if (store.dialect !== 'postgres') return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`tags ${resourceArn}`}, 0))`.execute(tx.db);
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
