import type {
  DescribeLogStreamsRequest,
  DescribeLogStreamsResponse,
  LogStream,
} from '../../../api/generated/logs-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { groupName, streamArn } from '../log-arns.ts';
import { groupNotFound, invalidParameter } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';
import type { StreamRow } from '../log-tables.ts';
import { listStreams } from '../stream-listing.ts';

const PAGE_DEFAULT = 50;

/**
 * Streams of a group by name or by their last event. nextToken is there only when there is more: the SageMaker Python
 * SDK asks for ever when it sees one, without passing it on.
 */
export function describeLogStreams(
  store: SqlStore,
  logs: LogStore,
  tokens: PageTokens,
): Operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> {
  return async (input, context) => {
    const group = groupName(input);
    const { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending = false, limit = PAGE_DEFAULT } = input;
    if (prefix !== undefined && orderBy === 'LastEventTime') {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    if (!(await logs.groupExists(context, group))) throw groupNotFound();
    const paged = { operation: 'DescribeLogStreams', context, group, prefix, orderBy, descending };
    const [lastEventMs, name] = tokens.open(input.nextToken, paged);
    const after = name === undefined ? undefined : ([Number(lastEventMs), String(name)] as const);
    const found = await listStreams(store, context, { group, prefix, orderBy, descending, limit: limit + 1, after });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      logStreams: page.map((row) => asStream(row, context)),
      ...(found.length > limit && last ? { nextToken: tokens.seal([last.last_event_ms, last.name], paged) } : {}),
    };
  };
}

function asStream(row: StreamRow, context: OperationContext): LogStream {
  return {
    logStreamName: row.name,
    creationTime: row.creation_ms,
    ...(row.first_event_ms === null
      ? {}
      : { firstEventTimestamp: row.first_event_ms, lastEventTimestamp: row.last_event_ms }),
    ...(row.last_ingestion_ms === null ? {} : { lastIngestionTime: row.last_ingestion_ms }),
    uploadSequenceToken: String(row.events),
    arn: streamArn(context, row.group_name, row.name),
    storedBytes: row.stored_bytes,
  };
}
