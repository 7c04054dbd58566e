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
}

/** Events in the order in which they came; the first ones of the range, or the last. */
export async function readEvents(store: SqlStore, range: EventRange, from: 'head' | 'tail'): Promise<EventRow[]> {
  let query = logTables(store.reader).selectFrom('log_events').selectAll().where('stream_id', '=', range.streamId);
  if (range.afterSeq !== undefined) query = query.where('seq', '>', range.afterSeq);
  if (range.beforeSeq !== undefined) query = query.where('seq', '<', range.beforeSeq);
  if (range.startMs !== undefined) query = query.where('timestamp_ms', '>=', range.startMs);
  if (range.endMs !== undefined) query = query.where('timestamp_ms', '<', range.endMs);
  const rows = await query
    .orderBy('seq', from === 'head' ? 'asc' : 'desc')
    .limit(range.limit)
    .execute();
  return from === 'head' ? rows : rows.reverse();
}

/** A place between the events of several streams, which are ordered by time. */
export interface TimePlace {
  readonly timestampMs: number;
  readonly streamId: string;
  readonly seq: number;
}

/** Events of several streams in the order of their times. */
export async function readAcross(
  store: SqlStore,
  streamIds: readonly string[],
  range: { readonly startMs?: number | undefined; readonly endMs?: number | undefined; readonly after?: TimePlace },
  limit: number,
): Promise<EventRow[]> {
  if (streamIds.length === 0) return [];
  let query = logTables(store.reader)
    .selectFrom('log_events')
    .selectAll()
    .where('stream_id', 'in', [...streamIds]);
  if (range.startMs !== undefined) query = query.where('timestamp_ms', '>=', range.startMs);
  if (range.endMs !== undefined) query = query.where('timestamp_ms', '<', range.endMs);
  if (range.after) {
    const { timestampMs, streamId, seq } = range.after;
    query = query.where(sql<boolean>`(timestamp_ms, stream_id, seq) > (${timestampMs}, ${streamId}, ${seq})`);
  }
  return await query.orderBy('timestamp_ms').orderBy('stream_id').orderBy('seq').limit(limit).execute();
}
