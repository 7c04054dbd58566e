import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from '../../../api/generated/logs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { groupArn } from '../log-arns.ts';
import { invalidParameter } from '../log-errors.ts';
import { listGroups } from '../stream-listing.ts';

const PAGE_DEFAULT = 50;

/** Log groups by name, with a prefix or with a text anywhere in the name. */
export function describeLogGroups(
  store: SqlStore,
  tokens: PageTokens,
): Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> {
  return async (input, context) => {
    const { logGroupNamePrefix: prefix, logGroupNamePattern: contains, limit = PAGE_DEFAULT } = input;
    if (prefix !== undefined && contains !== undefined) {
      throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const paged = { operation: 'DescribeLogGroups', context, prefix, contains };
    const [after = ''] = tokens.open(input.nextToken, paged);
    const found = await listGroups(store, context, { prefix, contains, limit: limit + 1 }, String(after));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      logGroups: page.map(({ name, creation_ms }) => ({
        logGroupName: name,
        creationTime: creation_ms,
        metricFilterCount: 0,
        arn: `${groupArn(context, name)}:*`,
        logGroupArn: groupArn(context, name),
        logGroupClass: 'STANDARD',
      })),
      ...(found.length > limit && last ? { nextToken: tokens.seal([last.name], paged) } : {}),
    };
  };
}
