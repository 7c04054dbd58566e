import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { HostState } from '../host-runner.ts';
import { isAlive } from './process-tree.ts';
import { type Claim, modifiedAtMs, type RunEnd, readClaim, readEnd, readNote } from './run-directory.ts';

/** A claim is written microseconds after it is made; one that stays empty is of a machine that went down in between. */
const CLAIM_WRITING_MS = 5_000;

/** What the files of a run and the kernel say about it. */
export async function readRunState(directory: string, clock: Clock): Promise<HostState> {
  const claim = await readClaim(directory);
  if (claim === undefined) return { status: 'absent' };
  if (claim === 'writing') {
    const startedAtMs = await modifiedAtMs(join(directory, 'claim'));
    const isFresh = clock.nowMs() - startedAtMs < CLAIM_WRITING_MS;
    return isFresh ? { status: 'running', startedAtMs } : { status: 'lost' };
  }
  const isRunning = await isSupervisorAlive(claim);
  // Read after looking for the process: it writes its end before it goes.
  const end = await readEnd(directory);
  if (end) return exitedState(directory, claim, end);
  return isRunning ? { status: 'running', startedAtMs: claim.startedAtMs } : { status: 'lost' };
}

/** True while the supervisor that made the claim lives. */
export async function isSupervisorAlive(claim: Claim): Promise<boolean> {
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
  return bootId.trim() === claim.bootId && (await isAlive(claim.supervisorPid, claim.startTicks));
}

async function exitedState(directory: string, claim: Claim, end: RunEnd): Promise<HostState> {
  return {
    status: 'exited',
    exitCode: end.exitCode,
    startedAtMs: claim.startedAtMs,
    endedAtMs: Math.max(end.endedAtMs, claim.startedAtMs),
    outOfMemory: end.memoryKill || (end.exitCode !== 0 && (await hitDataLimit(directory))),
  };
}

/** How programs say that memory was refused to them: Python, C++, the C library, numpy, Perl and R. */
const REFUSALS =
  /\bMemoryError\b|std::bad_alloc|Cannot allocate memory|Unable to allocate|Out of memory|cannot allocate vector/;
const TAIL_BYTES = 4096;

/**
 * Without a control group the limit is RLIMIT_DATA, and the kernel does not tell whether it was hit: the process is
 * refused memory and goes on. So the last words in the log have to do.
 */
async function hitDataLimit(directory: string): Promise<boolean> {
  const note = await readNote(directory);
  if (!note || note.controlGroup !== undefined) return false;
  const file = await open(note.logPath, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    return REFUSALS.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
