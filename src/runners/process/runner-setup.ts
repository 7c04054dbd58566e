import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunnerError } from '../../base/errors.ts';
import { writeWhole } from '../../base/write-whole.ts';
import { takeEtcSnapshot } from './etc-snapshot.ts';
import { readMachineView } from './machine-view.ts';
import { findMemoryGroups, type MemoryGroups } from './memory-groups.ts';
import type { MachineView } from './mount-view.ts';
import { findProgram } from './programs.ts';
import type { LimitPrograms } from './resource-limits.ts';
import { SUPERVISOR_SCRIPT } from './supervisor-script.ts';

/** What all runs have in common; made once, at the first start. */
export interface RunnerSetup {
  readonly supervisorFile: string;
  readonly machineView: MachineView;
  readonly limitPrograms: LimitPrograms;
  readonly memoryGroups: MemoryGroups | undefined;
}

export async function prepareRunner(options: {
  readonly stateDir: string;
  readonly readOnlyPaths?: readonly string[];
}): Promise<RunnerSetup> {
  const sharedDirectory = join(options.stateDir, 'shared');
  const supervisorFile = join(sharedDirectory, 'supervisor.sh');
  await mkdir(sharedDirectory, { recursive: true, mode: 0o700 });
  writeWhole(supervisorFile, SUPERVISOR_SCRIPT);
  return {
    supervisorFile,
    machineView: await readMachineView(await takeEtcSnapshot(sharedDirectory), options.readOnlyPaths),
    limitPrograms: { prlimit: requiredProgram('prlimit'), taskset: requiredProgram('taskset') },
    memoryGroups: await findMemoryGroups(),
  };
}

function requiredProgram(name: string): string {
  const program = findProgram(name);
  if (program === undefined) throw new RunnerError('permanent', `${name} is not installed; it is part of util-linux`);
  return program;
}
