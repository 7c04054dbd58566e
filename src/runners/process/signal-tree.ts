import { catchesTermination, innermostPid, lastArgument, type ProcessEntry, readChildren } from './process-tree.ts';
import { SET_UP_SCRIPT } from './sandbox.ts';

type Children = ReadonlyMap<number, readonly ProcessEntry[]>;

const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

/**
 * Asks what runs in the sandbox under this supervisor to end: every process at the top of the tree gets SIGTERM once.
 * A shell that only waits for its children and has no trap is passed over for them: it would die at once and take the
 * sandbox with it, and the script below it would never see the signal it wants to save its work on. (In a container it
 * is process 1 and the kernel spares it.)
 *
 * False when nothing runs there yet (or any more).
 */
export async function terminateSandbox(supervisorPid: number): Promise<boolean> {
  const first = await findFirstProcess(await readChildren(), supervisorPid);
  if (first === undefined || (await lastArgument(first)).endsWith(`/${SET_UP_SCRIPT}`)) return false;
  // Read once more: what was below it a moment ago may have been part of the set-up.
  const children = await readChildren();
  const targets = await terminationTargets(children, children.get(first) ?? []);
  for (const pid of targets) sendSignal(pid, 'SIGTERM');
  return targets.length > 0;
}

async function terminationTargets(children: Children, processes: readonly ProcessEntry[]): Promise<number[]> {
  const targets: number[] = [];
  for (const entry of processes) {
    const below = children.get(entry.pid) ?? [];
    const isWaitingShell = SHELLS.has(entry.name) && below.length > 0 && !(await catchesTermination(entry.pid));
    if (isWaitingShell) targets.push(...(await terminationTargets(children, below)));
    else targets.push(entry.pid);
  }
  return targets;
}

/** Ends everything below the supervisor. The first process of the sandbox takes all others with it, also daemons. */
export async function killSandbox(supervisorPid: number): Promise<void> {
  const children = await readChildren();
  for (const pid of descendants(children, supervisorPid)) sendSignal(pid, 'SIGKILL');
}

function descendants(children: Children, pid: number): number[] {
  return (children.get(pid) ?? []).flatMap((entry) => [entry.pid, ...descendants(children, entry.pid)]);
}

async function findFirstProcess(children: Children, pid: number): Promise<number | undefined> {
  for (const entry of children.get(pid) ?? []) {
    if ((await innermostPid(entry.pid)) === 1) return entry.pid;
    const below = await findFirstProcess(children, entry.pid);
    if (below !== undefined) return below;
  }
  return undefined;
}

function sendSignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended since we looked.
  }
}
