import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '../../../api/generated/logs-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { type EventKey, readKeyed } from '../event-store.ts';
import { type MessageFilter, messageFilter } from '../filter-pattern.ts';
import { groupName } from '../log-arns.ts';
import { groupNotFound, invalidParameter, streamNotFound } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';
import type { EventRow, StreamRow } from '../log-tables.ts';
import { mergedEvents } from '../merged-events.ts';
import { listStreams } from '../stream-listing.ts';

const EVENTS_MAX = 10_000;
/** Streams that one search covers. */
const STREAMS_MAX = 1_000;
/** CloudWatch fills a page up to 1 MB. */
const PAGE_BYTES_MAX = 1_048_576;
/** What is looked at in one call; a page may be short, or empty, with a token. */
const SCANNED_MAX = 10_000;
const SCANNED_BYTES_MAX = 16 * PAGE_BYTES_MAX;
/** Messages held at a time beside the page. */
const BATCH = 50;

/** Events of many streams in the order of time, those that the pattern matches. */
export function filterLogEvents(
  store: SqlStore,
  logs: LogStore,
  tokens: PageTokens,
): Operation<FilterLogEventsRequest, FilterLogEventsResponse> {
  return async (input, context) => {
    const { nextToken, limit = EVENTS_MAX, ...filters } = input;
    const matches = messageFilter(input.filterPattern);
    const streams = await streamsOf(store, logs, input, context);
    const paged = { operation: 'FilterLogEvents', context, filters };
    const after = placeOf(tokens.open(nextToken, paged));
    const keys = mergedEvents(store, [...streams.values()], { startMs: input.startTime, endMs: input.endTime, after });
    const { found, stoppedAt } = await scan(inBatches(store, keys), matches, limit);
    return {
      events: found.map((row) => asEvent(row, streams.get(row.stream_id))),
      searchedLogStreams: [],
      ...(stoppedAt && {
        nextToken: tokens.seal([stoppedAt.timestamp_ms, stoppedAt.stream_id, stoppedAt.seq], paged),
      }),
    };
  };
}

/** What matches, until the page or the patience is full: then with the event that was looked at last. */
async function scan(rows: AsyncIterable<EventRow>, matches: MessageFilter, limit: number) {
  const found: EventRow[] = [];
  let [scanned, scannedBytes, foundBytes] = [0, 0, 0];
  let last: EventRow | undefined;
  for await (const row of rows) {
    const bytes = Buffer.byteLength(row.message);
    const isFound = matches(row.message);
    const isFull = isFound && (found.length === limit || (found.length > 0 && foundBytes + bytes > PAGE_BYTES_MAX));
    if (isFull || scanned === SCANNED_MAX || scannedBytes >= SCANNED_BYTES_MAX) return { found, stoppedAt: last };
    last = row;
    scanned++;
    scannedBytes += bytes;
    if (!isFound) continue;
    found.push(row);
    foundBytes += bytes;
  }
  return { found, stoppedAt: undefined };
}

async function* inBatches(store: SqlStore, keys: AsyncIterable<EventKey>): AsyncGenerator<EventRow> {
  let batch: EventKey[] = [];
  for await (const key of keys) {
    batch.push(key);
    if (batch.length < BATCH) continue;
    yield* await readKeyed(store, batch);
    batch = [];
  }
  yield* await readKeyed(store, batch);
}

/** Streams to search, by the key of their events. */
async function streamsOf(
  store: SqlStore,
  logs: LogStore,
  input: FilterLogEventsRequest,
  context: OperationContext,
): Promise<Map<string, StreamRow>> {
  const group = groupName(input);
  if (input.logStreamNames && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  if (!(await logs.groupExists(context, group))) throw groupNotFound();
  const rows: StreamRow[] = [];
  for (const name of input.logStreamNames ?? []) {
    const row = await logs.findStream(context, group, name);
    if (!row) throw streamNotFound();
    rows.push(row);
  }
  if (input.logStreamNames) return byKey(rows);
  const listed = { group, prefix: input.logStreamNamePrefix, descending: false, limit: STREAMS_MAX + 1 };
  const found = await listStreams(store, context, { ...listed, orderBy: 'LogStreamName' });
  if (found.length > STREAMS_MAX) {
    throw invalidParameter(`More than ${STREAMS_MAX} log streams match; name them or narrow logStreamNamePrefix.`);
  }
  return byKey(found);
}

const byKey = (rows: readonly StreamRow[]) => new Map(rows.map((row) => [row.stream_id, row]));

function placeOf(key: readonly (string | number)[]): EventKey | undefined {
  const [timestampMs, streamId, seq] = key;
  if (streamId === undefined) return undefined;
  return { timestampMs: Number(timestampMs), streamId: String(streamId), seq: Number(seq) };
}

function asEvent(row: EventRow, stream: StreamRow | undefined): FilteredLogEvent {
  return {
    ...(stream ? { logStreamName: stream.name } : {}),
    timestamp: row.timestamp_ms,
    message: row.message,
    ingestionTime: row.ingestion_ms,
    eventId: `${row.stream_id}${String(row.seq).padStart(20, '0')}`,
  };
}
