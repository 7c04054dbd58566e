import { lockedOptions, type MountEntry, mountPointsBelow } from './mount-table.ts';
import type { MountStep } from './mount-view.ts';
import type { SandboxSpec } from './sandbox.ts';
import { SANDBOX_USER } from './sandbox-user.ts';

/** Absolute paths of the programs that the scripts call. */
export interface UnsharePrograms {
  readonly unshare: string;
  readonly setpriv: string;
  readonly mount: string;
  readonly umount: string;
  readonly pivotRoot: string;
}

/** Everything to mount, for one call of `mount --all`: a process for each mount would cost as much as the rest. */
export function fstabText(root: string, view: readonly MountStep[], table: readonly MountEntry[]): string {
  const lines = [
    fstabLine(root, root, 'none', ['rbind']),
    fstabLine('proc', `${root}/proc`, 'proc', ['nosuid', 'nodev', 'noexec']),
    ...view.flatMap((step) => stepLines(root, step, table)),
    fstabLine('devpts', `${root}/dev/pts`, 'devpts', ['newinstance', 'ptmxmode=0666', 'mode=620', 'nosuid', 'noexec']),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(root: string, step: MountStep, table: readonly MountEntry[]): string[] {
  const target = root + step.target;
  switch (step.kind) {
    case 'symlink':
      return [];
    case 'tmpfs':
      return [fstabLine('tmpfs', target, 'tmpfs', ['mode=755', 'nosuid', 'nodev', 'X-mount.mkdir'])];
    case 'bind': {
      if (!step.readOnly) return [fstabLine(step.source, target, 'none', ['rbind', 'X-mount.mkdir'])];
      const readOnly = (source: string) =>
        fstabLine(source, target + source.slice(step.source.length), 'none', [
          'rbind',
          'ro',
          ...lockedOptions(source, table),
        ]);
      // Read-only holds for one mounted file system, so those inside it are bound once more.
      return [step.source, ...mountPointsBelow(step.source, table)].map(readOnly);
    }
  }
}

function fstabLine(source: string, target: string, type: string, options: readonly string[]): string {
  return [source, target, type, options.join(','), '0', '0'].map(escapeOctal).join(' ');
}

/** The file separates by blanks, so blanks in names are written as octal numbers. */
function escapeOctal(text: string): string {
  return text.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

export interface NamespaceScript {
  readonly root: string;
  readonly fstab: string;
  /** Options that a remount of the root has to repeat. */
  readonly rootOptions: readonly string[];
  readonly spec: SandboxSpec;
  readonly programs: UnsharePrograms;
  /** Where the init script is seen inside. */
  readonly initTarget: string;
}

/**
 * First process of the new namespaces, with the capabilities to build them. It ends by becoming the init process in a
 * further user namespace: mounts belong to the outer one, so nothing inside can undo them.
 */
export function namespaceScript(given: NamespaceScript): string {
  const { programs, spec } = given;
  const { uid, gid } = SANDBOX_USER;
  const root = quote(given.root);
  return `exec 9<&-
set -e
${quote(programs.mount)} --no-mtab --all --fstab ${quote(given.fstab)}
${quote(programs.mount)} --no-mtab -o ${['remount', 'bind', 'ro', ...given.rootOptions].join(',')} ${root}
hostname ${quote(spec.hostname)}
${spec.network === 'none' ? LOOPBACK_UP : ''}cd ${root}
# The old root goes over /run for a moment, because it has to go somewhere below the new one.
${quote(programs.pivotRoot)} . run
cd /
${quote(programs.umount)} --lazy --no-mtab /run
exec ${quote(programs.unshare)} --user --map-user=${uid} --map-group=${gid} \\
  ${quote(programs.setpriv)} --no-new-privs /bin/sh ${quote(given.initTarget)}
`;
}

/** A new network has a loopback device that is down. Python is there wherever this runner is of use. */
const LOOPBACK_UP = `ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || python3 -I -c '
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 0x49))
'
`;

/** Variables that mean something to the shell itself; assigning them could fail or do something else. */
const SHELL_VARIABLES =
  /^(UID|EUID|PPID|GROUPS|SHELLOPTS|BASHOPTS|BASH_.*|OPTIND|LINENO|RANDOM|SECONDS|DIRSTACK|FUNCNAME|IFS|PS4|_)$/;

/**
 * First process as the job sees it: sets the environment, runs the command, collects orphans, and gives the command's
 * exit code. Variables are set in the file rather than on a command line, where anyone could read them.
 */
export function initScript(spec: SandboxSpec): string {
  const entries = Object.entries(spec.environment);
  const isPlain = (name: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !SHELL_VARIABLES.test(name);
  const exports = entries.filter(([name]) => isPlain(name)).map(([name, value]) => `export ${name}=${quote(value)}`);
  const others = entries.filter(([name]) => !isPlain(name)).map(([name, value]) => quote(`${name}=${value}`));
  const command = spec.command.map(quote).join(' ');
  return `# As in the supervisor: what a shell says of children that a signal ended does not belong in the user's log.
exec 4>&2 2>/dev/null
(
${exports.join('\n')}
cd ${quote(spec.workingDirectory)} || exit 126
exec ${others.length > 0 ? `env ${others.join(' ')} ` : ''}${command}
) 2>&4 4>&-
exit $?
`;
}

/** A word that the shell takes as it is. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
