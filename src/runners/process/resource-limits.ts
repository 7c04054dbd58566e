/** Processes and threads one host may have; stops a fork bomb, far above what work needs. */
export const PROCESSES_MAX = 4096;

export interface LimitChoice {
  /** Processors to run on; undefined for all. */
  readonly processors?: readonly number[];
  /** Bytes of data each process may hold; undefined when a control group limits the whole tree. */
  readonly dataBytes?: number;
}

export interface LimitPrograms {
  readonly prlimit: string;
  readonly taskset: string;
}

/**
 * Puts util-linux programs before a command that set limits and then become the command. They run inside the sandbox,
 * so that its own set-up is not limited, and processes are counted for this sandbox alone.
 */
export function limitedCommand(command: readonly string[], choice: LimitChoice, programs: LimitPrograms): string[] {
  const affinity = choice.processors ? [programs.taskset, '--cpu-list', choice.processors.join(',')] : [];
  const limits = ['--core=0', `--nproc=${PROCESSES_MAX}`];
  if (choice.dataBytes !== undefined) limits.push(`--data=${choice.dataBytes}`);
  return [...affinity, programs.prlimit, ...limits, '--', ...command];
}
