import type { CreateLogStreamRequest } from '../../../api/generated/logs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { groupNotFound, streamExists } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';

export function createLogStream(logs: LogStore): Operation<CreateLogStreamRequest, Record<never, never>> {
  return async (input, context) => {
    if (!(await logs.groupExists(context, input.logGroupName))) throw groupNotFound();
    if (!(await logs.createStream(context, input.logGroupName, input.logStreamName))) throw streamExists();
    return {};
  };
}
