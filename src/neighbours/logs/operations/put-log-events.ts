import type { PutLogEventsRequest, PutLogEventsResponse } from '../../../api/generated/logs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { groupNotFound, invalidParameter, streamNotFound } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';

/** Bytes of one batch, with 26 more for each event (CloudWatch Logs quotas). */
const BATCH_BYTES_MAX = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/** Appends a client's events. Sequence tokens are not needed any more: one is given, and any is taken. */
export function putLogEvents(logs: LogStore): Operation<PutLogEventsRequest, PutLogEventsResponse> {
  return async (input, context) => {
    const { logGroupName: group, logStreamName: stream, logEvents } = input;
    const lines = logEvents.map((event) => ({
      timestampMs: event.timestamp,
      message: event.message.replaceAll('\0', '\ufffd'),
    }));
    if (lines.some((line, index) => line.timestampMs < (lines[index - 1]?.timestampMs ?? 0))) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line.message) + EVENT_OVERHEAD_BYTES, 0);
    if (bytes > BATCH_BYTES_MAX) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of 1048576`);
    if (await logs.put(context, group, stream, lines)) {
      return { nextSequenceToken: String((await logs.findStream(context, group, stream))?.events ?? 0) };
    }
    throw (await logs.groupExists(context, group)) ? streamNotFound() : groupNotFound();
  };
}
