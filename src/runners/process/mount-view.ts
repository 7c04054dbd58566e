import { posix } from 'node:path';
import { RunnerError } from '../../base/errors.ts';
import type { HostMount } from '../host-runner.ts';
import { SANDBOX_USER } from './sandbox-user.ts';

/** One step in putting a file system together. Targets are absolute paths inside. */
export type MountStep =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly readOnly: boolean }
  | { readonly kind: 'tmpfs'; readonly target: string }
  | { readonly kind: 'symlink'; readonly pointsTo: string; readonly target: string };

/** What of the machine itself a view is made of. */
export interface MachineView {
  /** System directories and links, in order. */
  readonly system: readonly MountStep[];
}

/** Files and directories of one run that stand in for the machine's own. */
export interface PrivateParts {
  readonly hostsFile: string;
  readonly hostnameFile: string;
  /** Empty directories for /tmp and the home directory; on disk, so that large temporary files take no memory. */
  readonly temporaryDirectory: string;
  readonly homeDirectory: string;
}

/**
 * The file system of one host, from the ground up: the machine's system directories read-only, the run's own files over
 * them, then what must not be seen, then what the job asked for (outer directories first, so that inner ones stay visible).
 */
export function composeView(
  machine: MachineView,
  parts: PrivateParts,
  hiddenPaths: readonly string[],
  mounts: readonly HostMount[],
): MountStep[] {
  const own: MountStep[] = [
    { kind: 'bind', source: parts.hostsFile, target: '/etc/hosts', readOnly: true },
    { kind: 'bind', source: parts.hostnameFile, target: '/etc/hostname', readOnly: true },
    { kind: 'tmpfs', target: '/run' },
    { kind: 'bind', source: parts.temporaryDirectory, target: '/tmp', readOnly: false },
    { kind: 'bind', source: parts.temporaryDirectory, target: '/var/tmp', readOnly: false },
    { kind: 'bind', source: parts.homeDirectory, target: SANDBOX_USER.home, readOnly: false },
  ];
  const hidden: MountStep[] = hiddenPaths
    .filter((path) => machine.system.some((step) => step.kind === 'bind' && isInside(path, step.source)))
    .map((path) => ({ kind: 'tmpfs', target: path }));
  const asked = mounts.map(bindOf).sort((a, b) => depth(a.target) - depth(b.target));
  return [...machine.system, ...own, ...hidden, ...asked];
}

function bindOf(mount: HostMount): MountStep {
  return { kind: 'bind', source: plainPath(mount.source), target: plainPath(mount.target), readOnly: mount.readOnly };
}

/** A slash at the end means nothing; dots and doubled slashes would let a path mean another than it reads. */
function plainPath(path: string): string {
  const plain = posix.resolve('/', path);
  if (plain === '/' || (plain !== path && `${plain}/` !== path)) {
    const shown = JSON.stringify(path);
    throw new RunnerError('permanent', `a mount needs plain absolute paths below the root, not ${shown}`);
  }
  return plain;
}

function depth(path: string): number {
  return path.split('/').length;
}

/** True for the directory itself and everything below it. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
