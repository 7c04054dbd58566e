import { lstat, readlink, realpath } from 'node:fs/promises';
import type { MachineView, MountStep } from './mount-view.ts';

/** Programs and libraries. Where a distribution has merged them into /usr they are links, and stay links. */
const SYSTEM_DIRECTORIES = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store'];

/**
 * The part of /etc that programs need to run. A list of what may be seen, not of what may not: passwords, private keys
 * and the settings of other services stay out without anyone having to think of them.
 */
const ETC_NAMES = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'gai.conf',
  'host.conf',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'locale.conf',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'pip.conf',
  'pki/ca-trust',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'protocols',
  'resolv.conf',
  'rpc',
  'services',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'static/ssl/certs',
  'terminfo',
  'timezone',
];

/** Processors and memory banks, which numeric libraries look up; nothing else of /sys. */
const SYS_DIRECTORIES = ['/sys/devices/system'];

/**
 * Parts of /proc that belong to the machine and not to the process tree. The kernel asks only for user 0, not for
 * capabilities, before it lets these be written, and a server run by root maps its jobs to that user: a job could set
 * core_pattern and so have the kernel run a program of its choice outside. Hence read-only, or masked where even reading
 * tells too much.
 */
const PROC_READ_ONLY = ['acpi', 'asound', 'bus', 'driver', 'fs', 'irq', 'mtrr', 'scsi', 'sys', 'sysrq-trigger', 'tty'];
const PROC_MASKED = ['kcore', 'keys', 'kmsg', 'sched_debug', 'timer_list'];

/** Looks up which of them this machine has. */
export async function readMachineView(extraReadOnlyPaths: readonly string[] = []): Promise<MachineView> {
  const paths = [
    ...SYSTEM_DIRECTORIES,
    ...ETC_NAMES.map((name) => `/etc/${name}`),
    ...SYS_DIRECTORIES,
    ...extraReadOnlyPaths,
  ];
  const steps = await Promise.all([
    ...paths.map(stepFor),
    ...PROC_READ_ONLY.map((name) => coverFor(`/proc/${name}`, `/proc/${name}`)),
    ...PROC_MASKED.map((name) => coverFor('/dev/null', `/proc/${name}`)),
  ]);
  return { system: steps.filter((step) => step !== undefined) };
}

async function stepFor(path: string): Promise<MountStep | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return undefined;
  if (found.isSymbolicLink() && !path.startsWith('/etc/')) {
    return { kind: 'symlink', pointsTo: await readlink(path), target: path };
  }
  // Links in /etc lead out of what is visible (resolv.conf to /run), so the file behind the link is bound in its place.
  const source = await realpath(path).catch(() => undefined);
  return source === undefined ? undefined : { kind: 'bind', source, target: path, readOnly: true };
}

async function coverFor(source: string, target: string): Promise<MountStep | undefined> {
  const found = await lstat(target).catch(() => undefined);
  return found && { kind: 'bind', source, target, readOnly: true };
}
