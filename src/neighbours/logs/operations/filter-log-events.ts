import type {
  FilteredLogEvent,
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '../../../api/generated/logs-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { readAcross, type TimePlace } from '../event-store.ts';
import { messageFilter } from '../filter-pattern.ts';
import { groupName } from '../log-arns.ts';
import { groupNotFound, invalidParameter, streamNotFound } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';
import type { EventRow, StreamRow } from '../log-tables.ts';
import { listStreams } from '../stream-listing.ts';

const EVENTS_MAX = 10_000;
/** Streams that one search covers. */
const STREAMS_MAX = 1_000;
/** Events looked at in one call; a page may be short, or empty, with a token. */
const SCANNED_MAX = 10_000;

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
    const range = { startMs: input.startTime, endMs: input.endTime, ...placeOf(tokens.open(nextToken, paged)) };
    const scanned = await readAcross(store, [...streams.keys()], range, SCANNED_MAX);
    const found: FilteredLogEvent[] = [];
    let last: EventRow | undefined;
    for (const row of scanned) {
      if (found.length === limit) break;
      last = row;
      if (matches(row.message)) found.push(asEvent(row, streams.get(row.stream_id)));
    }
    const more = last !== undefined && (last !== scanned.at(-1) || scanned.length === SCANNED_MAX);
    return {
      events: found,
      searchedLogStreams: [],
      ...(more && last ? { nextToken: tokens.seal([last.timestamp_ms, last.stream_id, last.seq], paged) } : {}),
    };
  };
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

function placeOf(key: readonly (string | number)[]): { readonly after?: TimePlace } {
  const [timestampMs, streamId, seq] = key;
  if (streamId === undefined) return {};
  return { after: { timestampMs: Number(timestampMs), streamId: String(streamId), seq: Number(seq) } };
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
