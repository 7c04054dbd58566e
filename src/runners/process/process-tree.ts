import { readdir, readFile } from 'node:fs/promises';

export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
  readonly startTicks: string;
  readonly isZombie: boolean;
}

/** Undefined when there is no such process. */
export async function readProcess(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The name stands in parentheses and may hold any character, also a closing parenthesis.
  const nameStart = text.indexOf('(');
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  return {
    pid,
    parentPid: Number(fields[1]),
    name: text.slice(nameStart + 1, nameEnd),
    startTicks: fields[19] ?? '',
    isZombie: fields[0] === 'Z' || fields[0] === 'X',
  };
}

/** True while the very process that is meant lives: process ids are used again, pairs of id and start time are not. */
export async function isAlive(pid: number, startTicks: string): Promise<boolean> {
  const found = await readProcess(pid);
  return found !== undefined && found.startTicks === startTicks && !found.isZombie;
}

/** Children of every process of the machine that we may see, zombies left out. */
export async function readChildren(): Promise<ReadonlyMap<number, readonly ProcessEntry[]>> {
  const names = await readdir('/proc');
  const entries = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readProcess(Number(name))),
  );
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    if (!entry || entry.isZombie) continue;
    const siblings = children.get(entry.parentPid);
    if (siblings) siblings.push(entry);
    else children.set(entry.parentPid, [entry]);
  }
  return children;
}

/** True when the process has a handler of its own for SIGTERM. */
export async function catchesTermination(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(text)?.[1];
  const SIGTERM_BIT = 1n << 14n;
  return caught !== undefined && (BigInt(`0x${caught}`) & SIGTERM_BIT) !== 0n;
}

/** Process id as the innermost namespace counts it; 1 for the first process of a sandbox. */
export async function innermostPid(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const ids = /^NSpid:\s*(.+)$/m.exec(text)?.[1]?.trim().split(/\s+/);
  return ids && ids.length > 1 ? Number(ids.at(-1)) : undefined;
}

/** Last argument that the process was started with; empty when it can't be read. */
export async function lastArgument(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.split('\0').at(-2) ?? '';
}
