import { statfs } from 'node:fs/promises';
import { JobFailure } from '../base/errors.ts';
import { readHead } from './inside-path.ts';
import { hostDirectory, onThisMachine } from './job-directory.ts';
import type { JobSpec } from './job-spec.ts';
import type { HostFault, JobVerdict } from './states.ts';

/** Bytes of /opt/ml/output/failure and /opt/ml/output/message that count. */
const REPORT_BYTES_MAX = 1024;
const CLIENT_ERROR = 'ClientError:';
/** Less room than this counts as none. */
const FULL_BELOW_BYTES = 2 ** 20;
const FAILURE_FILE = '/opt/ml/output/failure';
const MESSAGE_FILE = '/opt/ml/output/message';

/** SageMaker's own words for a fault of the platform, two spaces and all. */
const INTERNAL_ERROR = 'We encountered an internal error.  Please try again.';
const OUT_OF_MEMORY =
  'Please use an instance type with more memory, or reduce the size of job data processed on an instance.';

/** The FailureReason of a job that failed, in the forms that users know. */
export async function failureReason(dataDir: string, spec: JobSpec, verdict: JobVerdict): Promise<string | undefined> {
  if (verdict.failure) return new JobFailure(verdict.failure.kind, verdict.failure.message).reason;
  if (!verdict.fault) return undefined;
  return (await faultFailure(dataDir, spec, verdict.fault)).reason;
}

/** For a job that waited in vain for room on the disk. SageMaker has no such limit, so the words are ours. */
export const noRoomFailure = () =>
  new JobFailure(
    'CapacityError',
    'The disk of the server has no room for the data of this job. Free some space, or give the server a larger disk, and start the job again.',
  );

export const internalFailure = () => new JobFailure('InternalServerError', INTERNAL_ERROR);

async function faultFailure(dataDir: string, spec: JobSpec, fault: HostFault): Promise<JobFailure> {
  if (fault.exitCode === undefined) return internalFailure();
  if (fault.outOfMemory) return new JobFailure('ClientError', `${OUT_OF_MEMORY}, exit code: ${fault.exitCode}`);
  if (spec.faultReason === 'logs') return new JobFailure('AlgorithmError', 'See job logs for more information');
  const told = (await hostFile(dataDir, spec, fault.host, FAILURE_FILE)) ?? (await diskFault(dataDir));
  const code = `, exit code: ${fault.exitCode}`;
  // The code must survive the cut to 1024 characters that FailureReason is subject to.
  const room = REPORT_BYTES_MAX - 'AlgorithmError: '.length - code.length;
  const reason = told?.toString('utf8').trim() ?? '';
  // Toolkits and built-in algorithms say by this word that the request is at fault, not the algorithm.
  const isClients = reason.startsWith(CLIENT_ERROR);
  const text = isClients ? reason.slice(CLIENT_ERROR.length).trimStart() : reason;
  return new JobFailure(isClients ? 'ClientError' : 'AlgorithmError', `${text.slice(0, room)}${code}`);
}

/** On a full disk a host can't even write down why it failed. */
async function diskFault(dataDir: string): Promise<Buffer | undefined> {
  const { bavail, bsize } = await statfs(dataDir);
  return bavail * bsize < FULL_BELOW_BYTES ? Buffer.from('No space left on the disk of the server') : undefined;
}

/**
 * What the hosts wrote to /opt/ml/output/message, joined and cut to 1 KB. Throws JobFailure when it is not UTF-8.
 */
export async function exitMessage(dataDir: string, spec: JobSpec): Promise<string | undefined> {
  const messages: string[] = [];
  for (const host of spec.hosts) {
    const bytes = await hostFile(dataDir, spec, host.name, MESSAGE_FILE);
    if (bytes && bytes.length > 0) messages.push(decode(bytes));
  }
  return messages.length === 0 ? undefined : messages.join('\n').slice(0, REPORT_BYTES_MAX);
}

/** Streaming, because the cut at 1 KB may split a character. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: bytes.length === REPORT_BYTES_MAX });
  } catch {
    throw new JobFailure('ClientError', `${MESSAGE_FILE} is not UTF-8 text.`);
  }
}

async function hostFile(dataDir: string, spec: JobSpec, name: string, path: string): Promise<Buffer | undefined> {
  const host = spec.hosts.find((one) => one.name === name);
  if (!host) return undefined;
  const directory = hostDirectory(dataDir, spec, host);
  return await readHead(directory.ml, onThisMachine(directory, path), REPORT_BYTES_MAX);
}
