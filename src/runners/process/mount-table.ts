import { readFile } from 'node:fs/promises';
import { isInside } from './mount-view.ts';

/** A mounted file system, as /proc/self/mountinfo has it. */
export interface MountEntry {
  readonly mountPoint: string;
  readonly options: readonly string[];
}

export async function readMountTable(): Promise<MountEntry[]> {
  return parseMountTable(await readFile('/proc/self/mountinfo', 'utf8'));
}

export function parseMountTable(text: string): MountEntry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const fields = line.split(' ');
      return { mountPoint: unescapeOctal(fields[4] ?? '/'), options: (fields[5] ?? '').split(',') };
    });
}

/** Restrictions that an unprivileged remount has to repeat: the kernel refuses to lift what was set outside. */
const LOCKED = new Set(['nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime']);

/** Those of them that hold where a path lies. */
export function lockedOptions(path: string, table: readonly MountEntry[]): string[] {
  const above = table.filter(({ mountPoint }) => mountPoint === '/' || isInside(path, mountPoint));
  const nearest = above.reduce<MountEntry | undefined>(
    (best, entry) => (best && best.mountPoint.length > entry.mountPoint.length ? best : entry),
    undefined,
  );
  return (nearest?.options ?? []).filter((option) => LOCKED.has(option));
}

/** Mount points below a directory, outer ones first. */
export function mountPointsBelow(directory: string, table: readonly MountEntry[]): string[] {
  const below = table.map(({ mountPoint }) => mountPoint).filter((path) => path.startsWith(`${directory}/`));
  return [...new Set(below)].sort();
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
