import type { LogsOperations, OutputLogEvent } from '../../src/api/generated/logs-types.ts';
import type { caller } from './callers.ts';

/** All events of a job's streams in their order, by host. Empty as long as nothing was printed at all. */
export async function jobEvents(
  logs: ReturnType<typeof caller<LogsOperations>>,
  group: string,
  job: string,
): Promise<Record<string, OutputLogEvent[]>> {
  const query = { logGroupName: group, logStreamNamePrefix: `${job}/` };
  const { logStreams = [] } = await logs('DescribeLogStreams', query).catch(noGroup);
  const byHost: Record<string, OutputLogEvent[]> = {};
  for (const { logStreamName = '' } of logStreams) {
    const found = await logs('GetLogEvents', { logGroupName: group, logStreamName, startFromHead: true });
    const host = /\/(algo-[0-9]+)-/.exec(logStreamName)?.[1] ?? logStreamName;
    byHost[host] = [...(found.events ?? [])];
  }
  return byHost;
}

/** Their messages. */
export async function jobLines(...job: Parameters<typeof jobEvents>): Promise<Record<string, string[]>> {
  const events = Object.entries(await jobEvents(...job));
  return Object.fromEntries(events.map(([host, own]) => [host, own.map(({ message }) => message ?? '')]));
}

function noGroup(error: Error): LogsOperations['DescribeLogStreams']['output'] {
  if (error.name === 'ResourceNotFoundException') return {};
  throw error;
}
