import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import { detectSandbox, explainMissing } from '../runners/process/detect-sandbox.ts';
import { directoryFault } from './directory-check.ts';
import { findPython, runProgram } from './doctor-programs.ts';
import type { DoctorSettings } from './doctor-settings.ts';
import { OPEN_MODE_NOTICE } from './open-mode-notice.ts';
import { portFault } from './port-fault.ts';

/** `bad` keeps jobs from running; `lacking` only takes something away. */
export type Verdict = 'good' | 'lacking' | 'bad';

export interface Finding {
  readonly verdict: Verdict;
  readonly subject: string;
  readonly found: string;
  /** What to do about it. */
  readonly mend?: string;
}

type Check = (settings: DoctorSettings) => Promise<Finding>;

const GIBIBYTE = 2 ** 30;
/** A scikit-learn runtime takes about 0.5 GiB, an XGBoost one 1 GiB. */
const DISK_NEEDED_BYTES = 2 * GIBIBYTE;

export const CHECKS: readonly Check[] = [
  checkSandbox,
  checkPython,
  checkDocker,
  (settings) => checkDisk('data', settings.dataDir),
  (settings) => checkDisk('runtimes', settings.cacheDir),
  checkMemory,
  checkPort,
  checkAccess,
];

async function checkSandbox({ sandbox: choice }: DoctorSettings): Promise<Finding> {
  const { sandbox, reports } = await detectSandbox(choice);
  if (sandbox) return { verdict: 'good', subject: 'sandbox', found: sandbox.name };
  return { verdict: 'bad', subject: 'sandbox', found: 'none works', mend: explainMissing(reports) };
}

async function checkPython({ python }: DoctorSettings): Promise<Finding> {
  const subject = 'Python';
  const found = await findPython(python);
  if (found === undefined) {
    const where = python === undefined ? 'on the PATH' : `at ${python}`;
    return {
      verdict: 'bad',
      subject,
      found: `no 3.9 or newer ${where}`,
      mend: 'install python3, or name one by --python',
    };
  }
  const parts = await runProgram(found.program, ['-c', 'import venv, ensurepip']);
  const described = `${found.version} at ${found.program}`;
  if (parts.exitCode === 0) return { verdict: 'good', subject, found: described };
  return {
    verdict: 'lacking',
    subject,
    found: `${described}, without venv and pip`,
    mend: 'Debian and Ubuntu: apt install python3-venv',
  };
}

async function checkDocker(): Promise<Finding> {
  const subject = 'Docker';
  const version = await runProgram('docker', ['version', '--format', '{{.Server.Version}}']);
  if (version.exitCode === 0) return { verdict: 'good', subject, found: `server ${version.stdout.trim()}` };
  return {
    verdict: 'lacking',
    subject,
    found: 'no server answers',
    mend: 'not needed for the framework images; see docs/guides/own-image.md for images of your own',
  };
}

async function checkDisk(subject: string, directory: string): Promise<Finding> {
  const flag = subject === 'data' ? '--data-dir' : '--cache-dir';
  const fault = directoryFault(directory);
  if (fault !== undefined) return { verdict: 'bad', subject, found: fault, mend: `give another place by ${flag}` };
  const existing = await nearestFileSystem(directory);
  const freeBytes = existing.bavail * existing.bsize;
  const found = `${(freeBytes / GIBIBYTE).toFixed(1)} GiB free for ${directory}`;
  if (freeBytes >= DISK_NEEDED_BYTES) return { verdict: 'good', subject, found };
  return { verdict: 'lacking', subject, found, mend: `2 GiB are wanted; make room, or give another place by ${flag}` };
}

/** The directory need not be there yet; then its nearest parent tells of the disk. */
async function nearestFileSystem(directory: string): Promise<{ bavail: number; bsize: number }> {
  try {
    return await statfs(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(directory) === directory) throw error;
    return nearestFileSystem(dirname(directory));
  }
}

async function checkMemory(): Promise<Finding> {
  const found = `${(totalmem() / GIBIBYTE).toFixed(1)} GiB`;
  if (totalmem() >= 2 * GIBIBYTE) return { verdict: 'good', subject: 'memory', found };
  return { verdict: 'lacking', subject: 'memory', found, mend: '2 GiB are wanted for training with scikit-learn' };
}

async function checkPort({ host, port }: DoctorSettings): Promise<Finding> {
  const subject = 'port';
  const fault = await portFault(host, port);
  if (!fault) return { verdict: 'good', subject, found: `${port} on ${host} is free` };
  const problem = fault.code ?? fault.message;
  const found = problem === 'EADDRINUSE' ? `${port} on ${host} is taken` : `${port} on ${host}: ${problem}`;
  return { verdict: 'lacking', subject, found, mend: 'fine when that is your server; else give another --port' };
}

async function checkAccess({ open }: DoctorSettings): Promise<Finding> {
  const subject = 'access';
  if (!open) return { verdict: 'good', subject, found: 'signatures and policies are checked' };
  const [found = '', ...more] = OPEN_MODE_NOTICE;
  return { verdict: 'lacking', subject, found, mend: more.join('\n') };
}
