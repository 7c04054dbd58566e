import type { ServerEnd } from '../main.ts';

/** What a user wants to know when the server has ended: a line for endpoints, one for jobs, none where there is nothing. */
export function describeEnd({ endpointsStopped, jobsRunning }: ServerEnd): string {
  const lines: string[] = [];
  if (endpointsStopped === 1) lines.push('1 endpoint was stopped; the next start on this data directory brings it up.');
  if (endpointsStopped > 1) {
    lines.push(`${endpointsStopped} endpoints were stopped; the next start on this data directory brings them up.`);
  }
  if (jobsRunning === 1) lines.push('1 job runs on; the next start on this data directory takes it up again.');
  if (jobsRunning > 1) {
    lines.push(`${jobsRunning} jobs run on; the next start on this data directory takes them up again.`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
