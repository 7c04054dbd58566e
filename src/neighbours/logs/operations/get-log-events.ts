import type { GetLogEventsRequest, GetLogEventsResponse } from '../../../api/generated/logs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { readEvents } from '../event-store.ts';
import { groupName } from '../log-arns.ts';
import { groupNotFound, invalidParameter, streamNotFound } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';
import type { EventRow } from '../log-tables.ts';

/** CloudWatch's default, which is also its most. */
const EVENTS_MAX = 10_000;
/** CloudWatch fills a page up to 1 MB. */
const PAGE_BYTES_MAX = 1_048_576;

/**
 * Events of one stream. Tokens name a place in the stream and stay good for ever: a forward token that has reached the
 * end yields what came since, and itself again when nothing did.
 */
export function getLogEvents(store: SqlStore, logs: LogStore): Operation<GetLogEventsRequest, GetLogEventsResponse> {
  return async (input, context) => {
    const group = groupName(input);
    const stream = await logs.findStream(context, group, input.logStreamName);
    if (!stream) throw (await logs.groupExists(context, group)) ? streamNotFound() : groupNotFound();
    const place = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
    const forward = place ? place.direction === 'f' : (input.startFromHead ?? false);
    const range = {
      streamId: stream.stream_id,
      startMs: input.startTime,
      endMs: input.endTime,
      limit: input.limit ?? EVENTS_MAX,
      bytesMax: PAGE_BYTES_MAX,
      ...(place ? (forward ? { afterSeq: place.seq } : { beforeSeq: place.seq }) : {}),
    };
    const events = fitPage(await readEvents(store, range, forward ? 'head' : 'tail'), forward);
    // Where there is nothing, both tokens stay at the place that was asked about.
    const nowhere = place?.seq ?? (forward ? 0 : stream.events + 1);
    return {
      events: events.map((row) => ({
        timestamp: row.timestamp_ms,
        message: row.message,
        ingestionTime: row.ingestion_ms,
      })),
      nextForwardToken: formatToken('f', events.at(-1)?.seq ?? (forward ? nowhere : nowhere - 1)),
      nextBackwardToken: formatToken('b', events[0]?.seq ?? (forward ? nowhere + 1 : nowhere)),
    };
  };
}

/** Cuts a page at its limit of bytes, at the far end as seen from where reading began. Keeps at least one event. */
function fitPage(rows: readonly EventRow[], forward: boolean): readonly EventRow[] {
  const inOrder = forward ? rows : [...rows].reverse();
  let bytes = 0;
  const over = inOrder.findIndex((row, index) => {
    bytes += Buffer.byteLength(row.message);
    return index > 0 && bytes > PAGE_BYTES_MAX;
  });
  const kept = over < 0 ? inOrder : inOrder.slice(0, over);
  return forward ? kept : [...kept].reverse();
}

const formatToken = (direction: 'f' | 'b', seq: number) => `${direction}/${String(seq).padStart(20, '0')}`;

function parseToken(token: string): { direction: 'f' | 'b'; seq: number } {
  const match = /^([fb])\/([0-9]{20})$/.exec(token);
  if (!match) throw invalidParameter('The specified nextToken is invalid.');
  return { direction: match[1] === 'b' ? 'b' : 'f', seq: Number(match[2]) };
}
