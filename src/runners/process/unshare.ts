import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../base/write-whole.ts';
import { layOutMountPoints } from './mount-points.ts';
import { lockedOptions, readMountTable } from './mount-table.ts';
import type { MountStep } from './mount-view.ts';
import { findProgram, runBriefly } from './programs.ts';
import {
  SANDBOX_INPUT_FILE,
  type Sandbox,
  type SandboxAvailability,
  type SandboxSpec,
  SET_UP_SCRIPT,
} from './sandbox.ts';
import { fstabText, initScript, namespaceScript, type UnsharePrograms } from './unshare-scripts.ts';
import { explainRefusal } from './user-namespaces.ts';

const PROGRAMS = {
  unshare: 'unshare',
  setpriv: 'setpriv',
  mount: 'mount',
  umount: 'umount',
  pivotRoot: 'pivot_root',
} as const;

/** Where the script that runs the command is seen inside. */
const INIT_TARGET = '/etc/sagebrush/init.sh';

/**
 * Sandbox by util-linux alone (2.36 or newer), for machines without bubblewrap: the same namespaces and the same view,
 * put together by two short shell scripts. It takes some milliseconds longer to start.
 */
export function createUnshare(): Sandbox {
  const missing = [...Object.values(PROGRAMS), 'hostname'].filter((name) => findProgram(name) === undefined);
  const path = (name: string) => findProgram(name) ?? name;
  const programs: UnsharePrograms = {
    unshare: path(PROGRAMS.unshare),
    setpriv: path(PROGRAMS.setpriv),
    mount: path(PROGRAMS.mount),
    umount: path(PROGRAMS.umount),
    pivotRoot: path(PROGRAMS.pivotRoot),
  };
  return {
    name: 'unshare',
    async available(): Promise<SandboxAvailability> {
      if (missing.length > 0) {
        return { available: false, reason: `not installed: ${missing.join(', ')} (util-linux 2.36 or newer has them)` };
      }
      const inner = [programs.unshare, '--user', '--map-user=1000', '--map-group=1000', 'true'];
      const outer = [programs.unshare, '--user', '--map-root-user', '--mount', '--pid', '--fork', '--mount-proc', '--'];
      const probe = await runBriefly([...outer, ...inner]);
      return probe.exitCode === 0
        ? { available: true }
        : { available: false, reason: await explainRefusal(probe.stderr) };
    },
    async prepare(spec) {
      await writeSandboxFiles(spec, programs);
      return [
        // Should the supervisor be killed, everything goes with it: nobody would be left to write down the end.
        ...[programs.setpriv, '--pdeathsig', 'KILL', programs.unshare, '--kill-child=KILL'],
        ...['--user', '--map-root-user', '--mount', '--propagation', 'private', '--pid', '--fork', '--uts', '--ipc'],
        ...(spec.network === 'none' ? ['--net'] : []),
        ...['--', '/bin/sh', join(spec.runDirectory, SET_UP_SCRIPT)],
      ];
    },
  };
}

/** What a job may use of /dev. */
const DEVICES: readonly MountStep[] = [
  ...['null', 'zero', 'full', 'random', 'urandom', 'tty']
    .map((name) => `/dev/${name}`)
    .filter((path) => existsSync(path))
    .map((path): MountStep => ({ kind: 'bind', source: path, target: path, readOnly: false })),
  { kind: 'tmpfs', target: '/dev/shm' },
  { kind: 'symlink', pointsTo: '/proc/self/fd', target: '/dev/fd' },
  { kind: 'symlink', pointsTo: '/proc/self/fd/0', target: '/dev/stdin' },
  { kind: 'symlink', pointsTo: '/proc/self/fd/1', target: '/dev/stdout' },
  { kind: 'symlink', pointsTo: '/proc/self/fd/2', target: '/dev/stderr' },
  { kind: 'symlink', pointsTo: 'pts/ptmx', target: '/dev/ptmx' },
];

/**
 * The mount points are an empty tree on disk that becomes the root. The server lays it out, so that the script has
 * nothing to do but to mount.
 */
async function writeSandboxFiles(spec: SandboxSpec, programs: UnsharePrograms): Promise<void> {
  const root = join(spec.runDirectory, 'root');
  const init = join(spec.runDirectory, 'init.sh');
  const fstab = join(spec.runDirectory, 'fstab');
  const view: MountStep[] = [
    ...DEVICES,
    ...spec.view,
    { kind: 'bind', source: init, target: INIT_TARGET, readOnly: true },
  ];
  const table = await readMountTable();
  const rootOptions = lockedOptions(spec.runDirectory, table);
  for (const path of ['proc', 'dev/pts']) await mkdir(join(root, path), { recursive: true });
  writeWhole(init, initScript(spec));
  writeWhole(fstab, fstabText(root, view, table));
  const setUp = namespaceScript({ root, fstab, rootOptions, spec, programs, initTarget: INIT_TARGET });
  writeWhole(join(spec.runDirectory, SET_UP_SCRIPT), setUp);
  writeWhole(join(spec.runDirectory, SANDBOX_INPUT_FILE), '');
  await layOutMountPoints(root, view);
}
