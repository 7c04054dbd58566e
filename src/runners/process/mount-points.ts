import { mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside, type MountStep } from './mount-view.ts';

/**
 * Lays out in an empty directory what the steps of a view will be mounted on. A target inside what another step binds
 * gets its place in that step's source, as it will be hidden in the tree itself.
 */
export async function layOutMountPoints(root: string, view: readonly MountStep[]): Promise<void> {
  for (const [index, step] of view.entries()) {
    // The kernel fills /proc.
    if (isInside(step.target, '/proc') && step.target !== '/proc') continue;
    const place = placeOf(root, view.slice(0, index), step.target);
    if (place === undefined) continue;
    if (step.kind === 'symlink') await makeLink(step.pointsTo, place);
    else if (step.kind === 'bind' && !(await stat(step.source)).isDirectory()) await makeFile(place);
    else await mkdir(place, { recursive: true });
  }
}

/** Undefined inside a tmpfs, which is empty until it is mounted; mount itself makes directories there. */
function placeOf(root: string, earlier: readonly MountStep[], target: string): string | undefined {
  const outer = earlier.filter((step) => step.kind !== 'symlink' && isInside(target, step.target));
  const nearest = outer.reduce<MountStep | undefined>(
    (best, step) => (best && best.target.length > step.target.length ? best : step),
    undefined,
  );
  if (nearest?.target === target || nearest === undefined) return join(root, target);
  return nearest.kind === 'bind' ? join(nearest.source, target.slice(nearest.target.length)) : undefined;
}

async function makeLink(pointsTo: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await symlink(pointsTo, place).catch(ignoreExisting);
}

async function makeFile(place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, '', { flag: 'wx' }).catch(ignoreExisting);
}

/** Another start of the same run may have laid it out. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
