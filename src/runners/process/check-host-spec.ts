import { access } from 'node:fs/promises';
import { posix } from 'node:path';
import { RunnerError } from '../../base/errors.ts';
import type { HostSpec } from '../host-runner.ts';

/** As the kernel has it for the name of a host. */
const HOSTNAME = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/;
const ADDRESS = /^[0-9a-fA-F.:]+$/;
/** Linux takes at most 128 KiB in one argument or variable. */
const TEXT_BYTES_MAX = 128 * 1024 - 1;

/** Refuses what no sandbox could be told without its meaning something else. Throws RunnerError, permanent. */
export function checkHostSpec(spec: HostSpec): void {
  const texts = [...spec.command, spec.workingDirectory, ...Object.values(spec.environment)];
  if (spec.command.length === 0) refuse('the command is empty');
  for (const text of texts) {
    if (text.includes('\0')) refuse('a command or an environment variable holds a null character');
    if (Buffer.byteLength(text) > TEXT_BYTES_MAX) refuse('an argument or an environment variable is over 128 KiB');
  }
  for (const name of Object.keys(spec.environment)) {
    if (!/^[^=\0]+$/.test(name)) refuse(`${JSON.stringify(name)} is no name for an environment variable`);
  }
  if (!HOSTNAME.test(spec.hostname)) refuse(`${JSON.stringify(spec.hostname)} is no host name`);
  for (const host of spec.hosts) {
    if (!HOSTNAME.test(host.name)) refuse(`${JSON.stringify(host.name)} is no host name`);
    if (!ADDRESS.test(host.address)) refuse(`${JSON.stringify(host.address)} is no address`);
  }
  if (!posix.isAbsolute(spec.workingDirectory)) refuse('the working directory is not an absolute path');
  if (!posix.isAbsolute(spec.logPath)) refuse('the path of the log is not absolute');
  if (!(spec.limits.cpus > 0) || !(spec.limits.memoryBytes > 0)) refuse('the limits are not above zero');
}

/** Refuses mounts of what is not there. Throws RunnerError, permanent. */
export async function checkSources(spec: HostSpec): Promise<void> {
  await Promise.all(
    spec.mounts.map(({ source, target }) =>
      access(source).catch((cause: unknown) => refuse(`what is to be seen as ${target} is not there`, cause)),
    ),
  );
}

/** Users see it: it names places as the host sees them. The cause names the machine's own, for the log. */
function refuse(what: string, cause?: unknown): never {
  throw new RunnerError('permanent', `the host can't be started: ${what}`, { cause });
}
