import type { MountStep } from './mount-view.ts';

/** What a sandbox has to build around one process tree. Everything in it was checked before. */
export interface SandboxSpec {
  /** Directory of this run alone, never seen from inside; the sandbox may put files it needs there. */
  readonly runDirectory: string;
  /** The file system as the process sees it, in the order in which it is put together. */
  readonly view: readonly MountStep[];
  readonly hostname: string;
  readonly network: 'host' | 'none';
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly command: readonly string[];
}

export type SandboxAvailability =
  | { readonly available: true }
  /** `reason` says what is missing on this machine and how to mend it. */
  | { readonly available: false; readonly reason: string };

/** A way to run a process tree apart from the machine, without being root. */
export interface Sandbox {
  readonly name: 'bubblewrap' | 'unshare';
  /** Really makes a sandbox and says whether that worked. */
  available(): Promise<SandboxAvailability>;
  /**
   * Writes what the sandbox needs into the run directory and gives the command that runs it. Whoever runs the command
   * opens `SANDBOX_INPUT_FILE` of the run directory on file descriptor 9. The command ends with the exit code of the
   * process inside (128 + signal number when a signal ended it), and nothing inside outlives it.
   */
  prepare(spec: SandboxSpec): Promise<readonly string[]>;
}

/** Name of the file in the run directory that the sandbox reads from descriptor 9; holds the environment, so mode 0600. */
export const SANDBOX_INPUT_FILE = 'sandbox.input';

/**
 * Name of the script that a sandbox's first process may run while it puts the sandbox together. Processes below it are
 * the sandbox's own for that long, and not to be signalled.
 */
export const SET_UP_SCRIPT = 'namespace.sh';
