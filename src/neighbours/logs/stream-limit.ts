import { sql } from 'kysely';
import type { LogLine } from '../../jobs/log-writer.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { logTables, type StreamRow } from './log-tables.ts';

/** What CloudWatch adds to the length of each message when it counts bytes. */
export const EVENT_OVERHEAD_BYTES = 26;
/** Groups whose streams have no end: there the newest lines count. */
const ENDLESS_GROUPS = '/aws/sagemaker/Endpoints/';
/** What is left of the limit when the oldest events go: a tenth is free then, so that not every write drops some. */
const KEPT_SHARE = 0.9;

export const bytesOf = (lines: readonly LogLine[]) =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line.message) + EVENT_OVERHEAD_BYTES, 0);

/** A stream that holds so much takes no more lines of a job. Streams of endpoints lose their oldest instead. */
export const isFull = (row: StreamRow, bytesMax: number) => !isEndless(row) && row.stored_bytes >= bytesMax;

export const isEndless = (row: StreamRow) => row.group_name.startsWith(ENDLESS_GROUPS);

/**
 * The lines that still fit, and `bytes` for what they take. Of a job whose lines don't all fit the last one says so, and
 * the stream counts as full.
 */
export function fittingLines(row: StreamRow, lines: readonly LogLine[], bytesMax: number) {
  const bytes = bytesOf(lines);
  if (isEndless(row) || row.stored_bytes + bytes <= bytesMax) return { lines, bytes };
  let stored = row.stored_bytes;
  const over = lines.findIndex((line) => {
    stored += Buffer.byteLength(line.message) + EVENT_OVERHEAD_BYTES;
    return stored > bytesMax;
  });
  const kept = lines.slice(0, over);
  const timestampMs = lines[over]?.timestampMs ?? row.last_event_ms;
  const notice = { timestampMs, message: fullNotice(bytesMax) };
  const all = [...kept, notice];
  return { lines: all, bytes: Math.max(bytesOf(all), bytesMax - row.stored_bytes) };
}

const fullNotice = (bytesMax: number) =>
  `Sagebrush: this log stream has reached its limit of ${Math.round(bytesMax / 2 ** 20)} MiB. What was printed after this line is not kept.`;

/** Removes the oldest events of a stream without end that has grown beyond its limit. */
export async function dropOldest(tx: SqlTransaction, row: StreamRow, storedBytes: number, bytesMax: number) {
  if (!isEndless(row) || storedBytes <= bytesMax) return;
  const tables = logTables(tx.db);
  const events = () => tables.selectFrom('log_events').where('stream_id', '=', row.stream_id);
  const first = await events().select(['seq']).orderBy('seq').limit(1).executeTakeFirst();
  const newest = await events().select(['seq']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (!first || !newest) return;
  const untilSeq = first.seq + Math.ceil((newest.seq - first.seq) * (1 - (KEPT_SHARE * bytesMax) / storedBytes));
  const dropped = await events()
    .select(sql<number>`sum(octet_length(message) + ${EVENT_OVERHEAD_BYTES})`.as('bytes'))
    .where('seq', '<', untilSeq)
    .executeTakeFirst();
  await tables.deleteFrom('log_events').where('stream_id', '=', row.stream_id).where('seq', '<', untilSeq).execute();
  const oldest = await events().select('timestamp_ms').orderBy('seq').limit(1).executeTakeFirst();
  await tables
    .updateTable('log_streams')
    .set({
      stored_bytes: storedBytes - Number(dropped?.bytes ?? 0),
      ...(oldest ? { first_event_ms: oldest.timestamp_ms } : {}),
    })
    .where('stream_id', '=', row.stream_id)
    .execute();
}
