import { sql } from 'kysely';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type EventRow, logTables } from './log-tables.ts';

/** Which events of a stream: positions are exclusive, the end of the time range too. */
export interface EventRange {
  readonly streamId: string;
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly limit: number;
  /** Reading stops once it has read that much; the last event may go beyond. */
  readonly bytesMax: number;
}

/** An event may have 256 KiB, so that a whole page of the longest ones does not fit into memory. */
const BATCH_ROWS = 100;

/** Events in the order in which they came; the first ones of the range, or the last. */
export async function readEvents(store: SqlStore, range: EventRange, from: 'head' | 'tail'): Promise<EventRow[]> {
  const found: EventRow[] = [];
  let bytes = 0;
  let rest = range;
  while (found.length < range.limit && bytes <= range.bytesMax) {
    const limit = Math.min(BATCH_ROWS, range.limit - found.length);
    const batch = await readBatch(store, { ...rest, limit }, from);
    for (const row of batch) bytes += Buffer.byteLength(row.message);
    found.push(...batch);
    const last = batch.at(-1);
    if (!last || batch.length < limit) break;
    rest = { ...rest, ...(from === 'head' ? { afterSeq: last.seq } : { beforeSeq: last.seq }) };
  }
  return from === 'head' ? found : found.reverse();
}

/** From the head upwards, from the tail downwards. */
async function readBatch(store: SqlStore, range: EventRange, from: 'head' | 'tail'): Promise<EventRow[]> {
  let query = logTables(store.reader).selectFrom('log_events').selectAll().where('stream_id', '=', range.streamId);
  if (range.afterSeq !== undefined) query = query.where('seq', '>', range.afterSeq);
  if (range.beforeSeq !== undefined) query = query.where('seq', '<', range.beforeSeq);
  if (range.startMs !== undefined) query = query.where('timestamp_ms', '>=', range.startMs);
  if (range.endMs !== undefined) query = query.where('timestamp_ms', '<', range.endMs);
  return await query
    .orderBy('seq', from === 'head' ? 'asc' : 'desc')
    .limit(range.limit)
    .execute();
}

/** Which event, and when it happened. */
export interface EventKey {
  readonly streamId: string;
  readonly seq: number;
  readonly timestampMs: number;
}

/** Of one stream, in the order of time: what comes after a place, without the messages. */
export async function readKeys(
  store: SqlStore,
  streamId: string,
  range: { readonly startMs: number; readonly endMs?: number | undefined; readonly afterSeq: number },
  limit: number,
): Promise<EventKey[]> {
  let query = logTables(store.reader)
    .selectFrom('log_events')
    .select(['seq', 'timestamp_ms'])
    .where('stream_id', '=', streamId)
    .where(sql<boolean>`(timestamp_ms, seq) > (${range.startMs}, ${range.afterSeq})`);
  if (range.endMs !== undefined) query = query.where('timestamp_ms', '<', range.endMs);
  const rows = await query.orderBy('timestamp_ms').orderBy('seq').limit(limit).execute();
  return rows.map((row) => ({ streamId, seq: row.seq, timestampMs: row.timestamp_ms }));
}

/** The events of these keys, in the order of the keys. */
export async function readKeyed(store: SqlStore, keys: readonly EventKey[]): Promise<EventRow[]> {
  if (keys.length === 0) return [];
  const pairs = sql.join(keys.map(({ streamId, seq }) => sql`(${streamId}, ${sql.lit(seq)})`));
  const rows = await logTables(store.reader)
    .selectFrom('log_events')
    .selectAll()
    .where(sql<boolean>`(stream_id, seq) in (values ${pairs})`)
    .execute();
  const byKey = new Map(rows.map((row) => [`${row.stream_id}/${row.seq}`, row]));
  return keys.flatMap(({ streamId, seq }) => byKey.get(`${streamId}/${seq}`) ?? []);
}
