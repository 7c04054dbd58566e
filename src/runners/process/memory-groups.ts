import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runBriefly } from './programs.ts';
import { PROCESSES_MAX } from './resource-limits.ts';

/** Control groups (version 2) below one that this server may divide. */
export interface MemoryGroups {
  /** Makes the group of a run, or finds it, and gives its directory. */
  make(name: string, memoryBytes: number): Promise<string>;
}

/** Where the kernel shows control groups. */
const CGROUP_ROOT = '/sys/fs/cgroup';

/**
 * Looks for a control group, from the server's own upwards, in which a run can have a group with a memory limit. Whether
 * that is allowed depends on the service manager (systemd's `Delegate=yes`) and can only be told by trying.
 */
export async function findMemoryGroups(
  ownGroupFile = '/proc/self/cgroup',
  root = CGROUP_ROOT,
): Promise<MemoryGroups | undefined> {
  const text = await readFile(ownGroupFile, 'utf8').catch(() => '');
  const ownPath = /^0::(\/.*)$/m.exec(text)?.[1];
  if (ownPath === undefined) return undefined;
  for (let group = join(root, ownPath); group.startsWith(root); group = dirname(group)) {
    if ((await sharesMemory(group)) && (await canDivide(group))) return groupsBelow(group);
  }
  return undefined;
}

async function sharesMemory(group: string): Promise<boolean> {
  const controllers = await readFile(join(group, 'cgroup.subtree_control'), 'utf8').catch(() => '');
  return controllers.split(/\s+/).includes('memory');
}

/** Tries it with a process that ends at once. */
async function canDivide(group: string): Promise<boolean> {
  const probe = join(group, `sagebrush-probe-${process.pid}`);
  try {
    await mkdir(probe);
  } catch {
    return false;
  }
  const entered = await runBriefly(['/bin/sh', '-c', 'echo 0 >"$1"', 'sh', join(probe, 'cgroup.procs')]);
  const limited = await access(join(probe, 'memory.max')).then(
    () => true,
    () => false,
  );
  await rmdir(probe).catch(() => undefined);
  return entered.exitCode === 0 && limited;
}

function groupsBelow(group: string): MemoryGroups {
  return {
    async make(name, memoryBytes) {
      const directory = join(group, `sagebrush-${name}`);
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, 'memory.max'), String(memoryBytes));
      // One process short of memory ends the whole run, as in a container, rather than leave a crippled half.
      await writeFile(join(directory, 'memory.oom.group'), '1');
      // Swap and the count of processes may have no controller here; the rest holds without them.
      await writeFile(join(directory, 'memory.swap.max'), '0').catch(() => undefined);
      await writeFile(join(directory, 'pids.max'), String(PROCESSES_MAX)).catch(() => undefined);
      return directory;
    },
  };
}

/** Takes the group of a run away. It is empty by then, or the kernel refuses, which is no harm. */
export async function removeMemoryGroup(directory: string): Promise<void> {
  await rmdir(directory).catch(() => undefined);
}
