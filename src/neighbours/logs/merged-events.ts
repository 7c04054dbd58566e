import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type EventKey, readKeys } from './event-store.ts';
import type { StreamRow } from './log-tables.ts';

export interface MergeRange {
  readonly startMs?: number | undefined;
  /** Exclusive. */
  readonly endMs?: number | undefined;
  /** The event that was looked at last. */
  readonly after?: EventKey | undefined;
}

/** Keys of one stream that are held at a time. */
const BATCH_KEYS = 100;

/** A stream as far as it was read. */
interface Cursor {
  readonly streamId: string;
  /** Nothing of the stream comes before that. */
  readonly fromMs: number;
  readonly afterSeq: number;
  keys: readonly EventKey[];
  next: number;
  isRead: boolean;
}

/**
 * Events of several streams in the order of time, stream and number. A stream is not read before its first event is
 * due, and a batch at a time: a page costs what it holds, however much the streams hold.
 */
export async function* mergedEvents(
  store: SqlStore,
  streams: readonly StreamRow[],
  range: MergeRange,
): AsyncGenerator<EventKey> {
  const waiting = streams.flatMap((stream) => cursorOf(stream, range) ?? []).sort((a, b) => b.fromMs - a.fromMs);
  const open: Cursor[] = [];
  for (;;) {
    let first = least(open);
    for (let later = waiting.at(-1); later && isDue(later, first); later = waiting.at(-1)) {
      waiting.pop();
      if (await refill(store, later, range.endMs)) open.push(later);
      first = least(open);
    }
    const key = first?.keys[first.next];
    if (!first || !key) return;
    yield key;
    first.next++;
    if (first.next < first.keys.length) continue;
    if (!(await refill(store, first, range.endMs))) open.splice(open.indexOf(first), 1);
  }
}

/** Where reading a stream begins; undefined when it has nothing in the range. */
function cursorOf(stream: StreamRow, { startMs, endMs, after }: MergeRange): Cursor | undefined {
  const { stream_id: streamId, first_event_ms: firstMs, last_event_ms: lastMs } = stream;
  if (firstMs === null) return undefined;
  const fromMs = Math.max(firstMs, startMs ?? firstMs, after?.timestampMs ?? firstMs);
  if (lastMs < fromMs || (endMs !== undefined && fromMs >= endMs)) return undefined;
  const isAtPlace = after?.timestampMs === fromMs;
  // At the very time of the place, streams before its own are done, and its own is up to that event.
  const done =
    streamId < (after?.streamId ?? '') ? Number.MAX_SAFE_INTEGER : streamId === after?.streamId ? after.seq : 0;
  return { streamId, fromMs, afterSeq: isAtPlace ? done : 0, keys: [], next: 0, isRead: false };
}

/** A stream that is not read yet may hold something at the time of what comes next. */
const isDue = (later: Cursor, first: Cursor | undefined) =>
  first === undefined || later.fromMs <= (first.keys[first.next]?.timestampMs ?? later.fromMs);

/** Reads the next keys of a stream. False when there are none. */
async function refill(store: SqlStore, cursor: Cursor, endMs: number | undefined): Promise<boolean> {
  if (cursor.isRead && cursor.keys.length < BATCH_KEYS) return false;
  const last = cursor.keys.at(-1);
  const place = { startMs: last?.timestampMs ?? cursor.fromMs, afterSeq: last?.seq ?? cursor.afterSeq };
  cursor.keys = await readKeys(store, cursor.streamId, { ...place, endMs }, BATCH_KEYS);
  cursor.next = 0;
  cursor.isRead = true;
  return cursor.keys.length > 0;
}

function least(open: readonly Cursor[]): Cursor | undefined {
  let first: Cursor | undefined;
  for (const cursor of open)
    if (!first || comesBefore(cursor.keys[cursor.next], first.keys[first.next])) first = cursor;
  return first;
}

function comesBefore(one: EventKey | undefined, other: EventKey | undefined): boolean {
  if (!one || !other) return one !== undefined;
  if (one.timestampMs !== other.timestampMs) return one.timestampMs < other.timestampMs;
  return one.streamId < other.streamId;
}
