import type { LogsOperations } from '../../src/api/generated/logs-types.ts';
import type { caller } from './callers.ts';

/** All messages of a job's streams in their order, by host. Empty as long as nothing was printed at all. */
export async function jobLines(
  logs: ReturnType<typeof caller<LogsOperations>>,
  group: string,
  job: string,
): Promise<Record<string, string[]>> {
  const query = { logGroupName: group, logStreamNamePrefix: `${job}/` };
  const { logStreams = [] } = await logs('DescribeLogStreams', query).catch(noGroup);
  const byHost: Record<string, string[]> = {};
  for (const { logStreamName = '' } of logStreams) {
    const found = await logs('GetLogEvents', { logGroupName: group, logStreamName, startFromHead: true });
    const host = /\/(algo-[0-9]+)-/.exec(logStreamName)?.[1] ?? logStreamName;
    byHost[host] = (found.events ?? []).map((event) => event.message ?? '');
  }
  return byHost;
}

function noGroup(error: Error): LogsOperations['DescribeLogStreams']['output'] {
  if (error.name === 'ResourceNotFoundException') return {};
  throw error;
}
