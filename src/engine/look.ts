import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import type { Claims } from './claims.ts';
import type { DurableScheduler } from './durable-scheduler.ts';
import { settleFailure, settleLook } from './settle.ts';
import type { Controller, NextLook, Reconciled } from './work.ts';
import { type Claim, ClaimLostError } from './work-tables.ts';

/** What a look needs beside its claim. */
export interface LookParts {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly claims: Claims;
  readonly scheduler: DurableScheduler;
}

/**
 * One look at one thing: reconcile, then commit what it changed together with the time of the next look, or neither.
 * Gives that time, undefined when there is none or when it is not this node's to know. Throws only when not even a
 * failure could be written down.
 */
export async function lookAt(
  parts: LookParts,
  controller: Controller,
  claim: Claim,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    return await commit(parts, claim, await controller.reconcile(claim.key, signal), signal);
  } catch (error) {
    if (error instanceof ClaimLostError) {
      parts.logger.warn({ kind: claim.kind, key: claim.key }, 'a look was overtaken; nothing of it was written');
      return undefined;
    }
    return await handleFailure(parts, claim, error, signal);
  }
}

async function commit(
  { store, clock, scheduler }: LookParts,
  claim: Claim,
  reconciled: Reconciled,
  signal: AbortSignal,
): Promise<number | undefined> {
  return await store.transaction(async (tx) => {
    if (signal.reason instanceof ClaimLostError) throw signal.reason;
    const againAt = scheduler.beginCommit(tx, claim);
    // The controller's rows first and the engine's last, the order in which operations lock them too.
    await reconciled.commit?.(tx);
    return await settleLook(tx, claim, earliest(reconciled.next, againAt()), clock.nowMs());
  });
}

function earliest(next: NextLook, againAtMs: number | undefined): NextLook {
  if (againAtMs === undefined) return next;
  return { atMs: typeof next === 'object' ? Math.min(next.atMs, againAtMs) : againAtMs };
}

async function handleFailure(
  { store, clock, logger, claims }: LookParts,
  claim: Claim,
  error: unknown,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { kind, key } = claim;
  if (signal.reason instanceof ClaimLostError) return undefined;
  if (signal.aborted) {
    // Stopped half-way, which is no failure: the next life looks again.
    await claims.giveBack(claim);
    return undefined;
  }
  const nextLookMs = await store
    .transaction((tx) => settleFailure(tx, claim, error, clock.nowMs()))
    .catch((settling: unknown) => {
      if (settling instanceof ClaimLostError) return undefined;
      logger.error({ kind, key, err: settling, cause: error }, 'a look failed, and that could not be written down');
      throw settling;
    });
  logger.warn({ kind, key, attempt: claim.attempt + 1, nextLookMs, err: error }, 'a look failed and will be repeated');
  return nextLookMs;
}
