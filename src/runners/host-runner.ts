/** A directory or file of this machine seen inside the host. */
export interface HostMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface HostLimits {
  /** Processors the host may use; the runner caps it at what the machine has. */
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** One host (`algo-1`) of a job or an endpoint: a process tree with a file system view of its own. */
export interface HostSpec {
  /** Unique for ever and derived from what is started. Starting the same run twice starts one process. */
  readonly runId: string;
  /** Argument vector. The first is an absolute path, or a name looked up in the environment's PATH. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly mounts: readonly HostMount[];
  /** Name and address of every host of the job, for /etc/hosts. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  readonly hostname: string;
  readonly limits: HostLimits;
  /** `none`: no network but the host's own loopback. */
  readonly network: 'host' | 'none';
  /** File that receives stdout and stderr, appended as they come. */
  readonly logPath: string;
}

export type HostState =
  /** Never started here, or removed. */
  | { readonly status: 'absent' }
  | { readonly status: 'running'; readonly startedAtMs: number }
  | {
      readonly status: 'exited';
      /** 128 + signal number when a signal ended it. */
      readonly exitCode: number;
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly outOfMemory: boolean;
    }
  /** Was started, is gone, and left no exit code (the machine went down). */
  | { readonly status: 'lost' };

/**
 * Runs hosts. What it started lives on when the server dies, and is found again by its run id: `start`, `inspect` and
 * `signal` mean the same before and after a restart. Throws RunnerError.
 */
export interface HostRunner {
  readonly name: 'process' | 'docker' | 'kubernetes';
  start(spec: HostSpec): Promise<void>;
  inspect(runId: string): Promise<HostState>;
  /** Signals the whole process tree; does nothing when it has ended. */
  signal(runId: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it if need be and forgets it. */
  remove(runId: string): Promise<void>;
  /** Tells of ends as they happen. After a restart `inspect` adopts, and from then on tells too. */
  onExit(listener: (runId: string) => void): void;
  /** Stops watching; leaves what runs running. */
  close(): Promise<void>;
}
