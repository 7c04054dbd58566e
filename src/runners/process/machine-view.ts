import { lstat, readlink, realpath } from 'node:fs/promises';
import type { MachineView, MountStep } from './mount-view.ts';

/** Programs and libraries. Where a distribution has merged them into /usr they are links, and stay links. */
const SYSTEM_DIRECTORIES = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store'];

/** Processors and memory banks, which numeric libraries look up; nothing else of /sys. */
const SYS_DIRECTORIES = ['/sys/devices/system'];

/**
 * Parts of /proc that belong to the machine and not to the process tree. The kernel asks only for user 0, not for
 * capabilities, before it lets these be written, and a server run by root maps its jobs to that user: a job could set
 * core_pattern and so have the kernel run a program of its choice outside. Hence read-only, or masked where even reading
 * tells too much. A server run by anyone else has no such power to pass on.
 */
const PROC_READ_ONLY = ['acpi', 'asound', 'bus', 'driver', 'fs', 'irq', 'mtrr', 'scsi', 'sys', 'sysrq-trigger', 'tty'];
const PROC_MASKED = [
  // As container runtimes do (the OCI default of runc, Docker and Podman).
  ...['interrupts', 'kcore', 'keys', 'latency_stats', 'sched_debug', 'timer_list', 'timer_stats'],
  // What besides is for user 0 alone: the kernel's log, pages, addresses and caches, and the places of devices.
  ...['iomem', 'ioports', 'kmsg', 'kpagecgroup', 'kpagecount', 'kpageflags'],
  ...['pagetypeinfo', 'slabinfo', 'vmallocinfo'],
];

/** Looks up which of them this machine has. `etc` is the directory to be seen as /etc. */
export async function readMachineView(etc: string, extraReadOnlyPaths: readonly string[] = []): Promise<MachineView> {
  const paths = [...SYSTEM_DIRECTORIES, ...SYS_DIRECTORIES, ...extraReadOnlyPaths];
  const covers = process.getuid?.() === 0 ? procCovers() : [];
  const steps = await Promise.all([...paths.map(stepFor), etcStep(etc), resolverStep(), ...covers]);
  return { system: steps.filter((step) => step !== undefined) };
}

async function stepFor(path: string): Promise<MountStep | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.isSymbolicLink()) return { kind: 'symlink', pointsTo: await readlink(path), target: path };
  return { kind: 'bind', source: path, target: path, readOnly: true };
}

async function etcStep(etc: string): Promise<MountStep> {
  return { kind: 'bind', source: etc, target: '/etc', readOnly: true };
}

/** Bound rather than copied, because it changes with the network. It is often a link to somewhere that is not visible. */
async function resolverStep(): Promise<MountStep | undefined> {
  const source = await realpath('/etc/resolv.conf').catch(() => undefined);
  return source === undefined ? undefined : { kind: 'bind', source, target: '/etc/resolv.conf', readOnly: true };
}

function procCovers(): Promise<MountStep | undefined>[] {
  return [
    ...PROC_READ_ONLY.map((name) => coverFor(`/proc/${name}`, `/proc/${name}`)),
    ...PROC_MASKED.map((name) => coverFor('/dev/null', `/proc/${name}`)),
  ];
}

async function coverFor(source: string, target: string): Promise<MountStep | undefined> {
  const found = await lstat(target).catch(() => undefined);
  return found && { kind: 'bind', source, target, readOnly: true };
}
