import { parseArn } from '../../../base/arn.ts';
import { type ActionsOf, arnIn, textOf } from './called-actions.ts';

/** What a call of CloudWatch Logs does, on `log-group:<name>:log-stream:<name>`; an empty stream is the whole group. */
export function logsActions(operation: string): ActionsOf {
  const action = `logs:${operation}`;
  return (input, scope) => {
    const given = textOf(input, 'logGroupName') ?? textOf(input, 'logGroupIdentifier') ?? textOf(input, 'resourceArn');
    if (given === undefined) return [{ action, resource: arnIn(scope, 'logs', 'log-group::log-stream:') }];
    const group = (parseArn(given)?.resource ?? `log-group:${given}`).replace(/:\*$/, '');
    const stream = textOf(input, 'logStreamName') ?? '';
    return [{ action, resource: arnIn(scope, 'logs', `${group}:log-stream:${stream}`) }];
  };
}
