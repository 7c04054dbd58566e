import type { LogsOperations } from '../../api/generated/logs-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { LogStore } from './log-store.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { getLogEvents } from './operations/get-log-events.ts';
import { putLogEvents } from './operations/put-log-events.ts';

export { createLogStore, type LogStore } from './log-store.ts';

/** CloudWatch Logs, as far as clients need it to read what jobs and endpoints print. */
export function logsHandlers(store: SqlStore, logs: LogStore, tokens: PageTokens): Handlers<LogsOperations> {
  return {
    CreateLogGroup: createLogGroup(logs),
    CreateLogStream: createLogStream(logs),
    DescribeLogGroups: describeLogGroups(store, tokens),
    DescribeLogStreams: describeLogStreams(store, logs, tokens),
    FilterLogEvents: filterLogEvents(store, logs, tokens),
    GetLogEvents: getLogEvents(store, logs),
    PutLogEvents: putLogEvents(logs),
  };
}
