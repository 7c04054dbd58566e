import { readFile } from 'node:fs/promises';

interface Restriction {
  readonly file: string;
  /** The value that forbids. */
  readonly value: string;
  readonly reason: string;
}

/** Settings of the kernel that keep ordinary users from making namespaces, and how to lift each. */
const RESTRICTIONS: readonly Restriction[] = [
  {
    file: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    value: '1',
    reason:
      'AppArmor restricts user namespaces (Ubuntu 23.10 and newer); allow them with ' +
      '"sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0", or load the bwrap-userns-restrict profile',
  },
  {
    file: '/proc/sys/kernel/unprivileged_userns_clone',
    value: '0',
    reason: 'the kernel forbids user namespaces; allow them with "sudo sysctl kernel.unprivileged_userns_clone=1"',
  },
  {
    file: '/proc/sys/user/max_user_namespaces',
    value: '0',
    reason: 'the kernel allows no user namespaces; allow them with "sudo sysctl user.max_user_namespaces=15000"',
  },
];

/** Why a sandbox could not be made: the setting that forbids it when one does, else what the program said. */
export async function explainRefusal(stderr: string): Promise<string> {
  for (const { file, value, reason } of RESTRICTIONS) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.trim() === value) return reason;
  }
  const said = stderr.trim().split('\n').slice(-3).join('; ');
  return `user namespaces are refused here (${said || 'no message'}); inside a container, run it with a seccomp profile that allows them`;
}
