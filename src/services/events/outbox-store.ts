import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import { isPostgres } from '../../store/sql/dialect-types.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

type OutboxRow = {
  delivery_id: string;
  target: string;
  account: string;
  region: string;
  order_key: number;
  creation_ms: number;
  attempts: number;
  retry_ms: number;
  body: string;
};
type OutboxTables = { event_outbox: OutboxRow };

/** What one target is still to get of one account and region. Each is delivered on its own, in its order. */
export interface Lane extends Scope {
  readonly target: string;
}

export interface OutboxEntry {
  readonly deliveryId: string;
  readonly body: string;
  readonly creationMs: number;
  readonly attempts: number;
  /** After a failed attempt: not tried again before. */
  readonly retryMs: number;
}

const tables = (db: Kysely<unknown>) => db.withTables<OutboxTables>();

/** Puts an entry behind all that its lane has got before, on whatever node. */
export async function putEntry(tx: SqlTransaction, lane: Lane, entry: OutboxEntry): Promise<void> {
  await tables(tx.db)
    .insertInto('event_outbox')
    .values({
      delivery_id: entry.deliveryId,
      target: lane.target,
      account: lane.account,
      region: lane.region,
      order_key: nextKey(tx.db, lane),
      creation_ms: entry.creationMs,
      attempts: entry.attempts,
      retry_ms: entry.retryMs,
      body: entry.body,
    })
    .execute();
}

/**
 * Whoever changes a thing after another has waited for the other's transaction, so that its key is the greater one. On
 * PostgreSQL the keys come from a sequence; on SQLite, where one transaction writes at a time, from the lane itself.
 */
function nextKey(db: Kysely<unknown>, { target, account, region }: Lane): RawBuilder<number> {
  if (isPostgres(db)) return sql<number>`nextval('event_order_keys')`;
  return sql<number>`(select coalesce(max(order_key), 0) + 1 from event_outbox
    where target = ${target} and account = ${account} and region = ${region})`;
}

/** The oldest entries of a lane. */
export async function nextEntries(store: SqlStore, lane: Lane, limit: number): Promise<OutboxEntry[]> {
  const rows = await tables(store.reader)
    .selectFrom('event_outbox')
    .select(['delivery_id', 'body', 'creation_ms', 'attempts', 'retry_ms'])
    .where('target', '=', lane.target)
    .where('account', '=', lane.account)
    .where('region', '=', lane.region)
    .orderBy('order_key')
    .orderBy('delivery_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    deliveryId: row.delivery_id,
    body: row.body,
    creationMs: row.creation_ms,
    attempts: row.attempts,
    retryMs: row.retry_ms,
  }));
}

export async function deleteEntries(tx: SqlTransaction, deliveryIds: readonly string[]): Promise<void> {
  if (deliveryIds.length === 0) return;
  await tables(tx.db).deleteFrom('event_outbox').where('delivery_id', 'in', deliveryIds).execute();
}

/** Counts an attempt that failed, and says when the next one may be. */
export async function countAttempt(tx: SqlTransaction, deliveryId: string, retryMs: number): Promise<void> {
  await tables(tx.db)
    .updateTable('event_outbox')
    .set({ attempts: sql<number>`attempts + 1`, retry_ms: retryMs })
    .where('delivery_id', '=', deliveryId)
    .execute();
}

/** Everything that something is waiting in. */
export async function lanesInUse(store: SqlStore): Promise<Lane[]> {
  return await tables(store.reader)
    .selectFrom('event_outbox')
    .select(['target', 'account', 'region'])
    .distinct()
    .execute();
}

/** Ids of entries from before a time, whatever lane they are in. */
export async function entriesOlderThan(store: SqlStore, creationMs: number, limit: number): Promise<string[]> {
  const rows = await tables(store.reader)
    .selectFrom('event_outbox')
    .select('delivery_id')
    .where('creation_ms', '<', creationMs)
    .limit(limit)
    .execute();
  return rows.map((row) => row.delivery_id);
}

/** Ids of a lane's entries beyond its newest `kept` ones. */
export async function entriesBeyond(store: SqlStore, lane: Lane, kept: number, limit: number): Promise<string[]> {
  const rows = await tables(store.reader)
    .selectFrom('event_outbox')
    .select('delivery_id')
    .where('target', '=', lane.target)
    .where('account', '=', lane.account)
    .where('region', '=', lane.region)
    .orderBy('order_key', 'desc')
    .orderBy('delivery_id', 'desc')
    .offset(kept)
    .limit(limit)
    .execute();
  return rows.map((row) => row.delivery_id);
}
