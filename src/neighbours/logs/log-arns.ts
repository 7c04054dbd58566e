import { formatArn, parseArn, partitionOf, type Scope } from '../../base/arn.ts';
import { invalidParameter } from './log-errors.ts';

export function groupArn(scope: Scope, group: string): string {
  return formatArn({
    partition: partitionOf(scope.region),
    service: 'logs',
    region: scope.region,
    account: scope.account,
    resource: `log-group:${group}`,
  });
}

export const streamArn = (scope: Scope, group: string, stream: string) =>
  `${groupArn(scope, group)}:log-stream:${stream}`;

/** The group that a request names, by its name or by an identifier that may be an ARN. */
export function groupName(input: {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}): string {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw invalidParameter('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  const name = logGroupName ?? logGroupIdentifier;
  if (name === undefined) throw invalidParameter('Either logGroupName or logGroupIdentifier must be provided.');
  const arn = parseArn(name);
  return arn ? arn.resource.replace(/^log-group:/, '').replace(/:\*$/, '') : name;
}
