import { join } from 'node:path';
import type { JobHost, JobSpec } from './job-spec.ts';

/** The root that every path of the container contract lies below. */
export const ML_ROOT = '/opt/ml';

/** Where a host of a job lives on this machine. */
export interface HostDirectory {
  /** Seen by the host as /opt/ml. */
  readonly ml: string;
  /** Large inputs that the host sees read-only, one directory for each. */
  readonly shared: string;
  /** stdout and stderr. */
  readonly log: string;
  /** There when the layout is complete. Nothing below `ml` is touched by us after that until the host has ended. */
  readonly marker: string;
}

/** Parent of all jobs' directories: whoever may enter it can read their data, code and environment. */
export const jobsDirectory = (dataDir: string) => join(dataDir, 'jobs');

/** `<dataDir>/jobs/<kind>/<account>/<region>/<job>`; job names are checked against the model's pattern before. */
export function jobDirectory(dataDir: string, spec: JobSpec): string {
  return join(jobsDirectory(dataDir), spec.kind, spec.account, spec.region, spec.name.toLowerCase());
}

export function hostDirectory(dataDir: string, spec: JobSpec, host: JobHost): HostDirectory {
  const root = join(jobDirectory(dataDir, spec), host.name);
  return { ml: join(root, 'ml'), shared: join(root, 'shared'), log: join(root, 'log'), marker: join(root, 'laid-out') };
}

/** This machine's path of an absolute path below /opt/ml in the host. */
export function onThisMachine(directory: HostDirectory, hostPath: string): string {
  return join(directory.ml, hostPath.slice(ML_ROOT.length));
}

/** Where the n-th input of a job lies when it is mounted read-only. By number, since names are the user's. */
export function sharedInput(directory: HostDirectory, index: number): string {
  return join(directory.shared, String(index));
}
