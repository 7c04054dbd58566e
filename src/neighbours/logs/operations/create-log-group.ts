import type { CreateLogGroupRequest } from '../../../api/generated/logs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { groupExists } from '../log-errors.ts';
import type { LogStore } from '../log-store.ts';

export function createLogGroup(logs: LogStore): Operation<CreateLogGroupRequest, Record<never, never>> {
  return async (input, context) => {
    if (!(await logs.createGroup(context, input.logGroupName))) throw groupExists();
    return {};
  };
}
