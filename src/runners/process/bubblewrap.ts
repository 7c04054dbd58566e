import { join } from 'node:path';
import { writeWhole } from '../../base/write-whole.ts';
import type { MountStep } from './mount-view.ts';
import { findProgram, runBriefly } from './programs.ts';
import { SANDBOX_INPUT_FILE, type Sandbox, type SandboxAvailability, type SandboxSpec } from './sandbox.ts';
import { SANDBOX_USER } from './sandbox-user.ts';
import { explainRefusal } from './user-namespaces.ts';

const PROBE = [
  '--unshare-user',
  '--unshare-pid',
  '--ro-bind',
  '/',
  '/',
  '--proc',
  '/proc',
  '--dev',
  '/dev',
  '--',
  'true',
];

/** Sandbox by bubblewrap (0.5 or newer, for --clearenv). */
export function createBubblewrap(): Sandbox {
  const program = findProgram('bwrap');
  return {
    name: 'bubblewrap',
    async available(): Promise<SandboxAvailability> {
      if (program === undefined) {
        return { available: false, reason: 'bwrap is not installed (Debian and Ubuntu: apt install bubblewrap)' };
      }
      const probe = await runBriefly([program, ...PROBE]);
      return probe.exitCode === 0
        ? { available: true }
        : { available: false, reason: await explainRefusal(probe.stderr) };
    },
    async prepare(spec) {
      // The arguments go through a file because the environment is among them, and anyone may read a command line.
      const input = join(spec.runDirectory, SANDBOX_INPUT_FILE);
      writeWhole(input, `${bubblewrapArguments(spec).join('\0')}\0`);
      return [program ?? 'bwrap', '--args', '9', '--', ...spec.command];
    },
  };
}

/** Everything bubblewrap is told but the command. */
export function bubblewrapArguments(spec: SandboxSpec): string[] {
  return [
    ...['--unshare-user', '--uid', String(SANDBOX_USER.uid), '--gid', String(SANDBOX_USER.gid)],
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--hostname', spec.hostname],
    ...['--unshare-cgroup-try', '--cap-drop', 'ALL'],
    ...(spec.network === 'none' ? ['--unshare-net'] : []),
    // Its parent is the supervisor, not the server: when nobody is left to write down the end, there is to be no run.
    '--die-with-parent',
    ...['--proc', '/proc', '--dev', '/dev'],
    ...spec.view.flatMap(argumentsOf),
    ...['--remount-ro', '/', '--chdir', spec.workingDirectory],
    '--clearenv',
    ...Object.entries(spec.environment).flatMap(([name, value]) => ['--setenv', name, value]),
  ];
}

function argumentsOf(step: MountStep): string[] {
  switch (step.kind) {
    case 'bind':
      return [step.readOnly ? '--ro-bind' : '--bind', step.source, step.target];
    case 'tmpfs':
      return ['--tmpfs', step.target];
    case 'symlink':
      return ['--symlink', step.pointsTo, step.target];
  }
}
