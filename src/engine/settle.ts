import { sql } from 'kysely';
import type { SqlTransaction } from '../store/sql/sql-store.ts';
import { backoffMs } from './backoff.ts';
import type { NextLook } from './work.ts';
import { type Claim, ClaimLostError, type WorkTables } from './work-tables.ts';

/** Longest error text kept on a row, in characters. */
const ERROR_LENGTH_MAX = 2000;

const rowOf = (tx: SqlTransaction, claim: Claim) =>
  tx.db
    .withTables<WorkTables>()
    .updateTable('engine_work')
    .where('kind', '=', claim.kind)
    .where('work_key', '=', claim.key)
    .where('fence', '=', claim.fence)
    .returning('wake_at_ms');

const ENDED = { lease_owner: null, lease_until_ms: null } as const;

/**
 * Writes the end of a look in the transaction that commits what it changed. Work that was woken meanwhile is due at
 * once, whatever `next` says. Gives the time of the next look, or undefined when it waits to be woken or is gone.
 * Throws ClaimLostError, which undoes the transaction, when another look has begun since.
 */
export async function settleLook(
  tx: SqlTransaction,
  claim: Claim,
  next: NextLook,
  nowMs: number,
): Promise<number | undefined> {
  if (next === 'finished' && (await forget(tx, claim))) return undefined;
  const wishMs = next === 'when-woken' || next === 'finished' ? null : next.atMs;
  const wokenMs = wishMs === null ? nowMs : Math.min(wishMs, nowMs);
  const row = await rowOf(tx, claim)
    .set((eb) => ({
      ...ENDED,
      fence: eb('fence', '+', 1),
      attempt: 0,
      last_error: null,
      wake_at_ms: wakeAt(claim, wishMs, wokenMs),
    }))
    .executeTakeFirst();
  if (!row) throw new ClaimLostError(claim);
  return row.wake_at_ms ?? undefined;
}

/**
 * Writes down a look that failed: it is repeated after a pause that grows with every failure in a row, or after the
 * shortest one when the work was woken meanwhile. Gives the time of the next look.
 */
export async function settleFailure(tx: SqlTransaction, claim: Claim, error: unknown, nowMs: number): Promise<number> {
  const attempt = claim.attempt + 1;
  const row = await rowOf(tx, claim)
    .set((eb) => ({
      ...ENDED,
      fence: eb('fence', '+', 1),
      attempt,
      last_error: String(error).slice(0, ERROR_LENGTH_MAX),
      wake_at_ms: wakeAt(claim, nowMs + backoffMs(attempt), nowMs + backoffMs(1)),
    }))
    .executeTakeFirst();
  if (row?.wake_at_ms == null) throw new ClaimLostError(claim);
  return row.wake_at_ms;
}

/** Removes the row and what it waits for, unless it was woken meanwhile: then somebody wants it looked at again. */
async function forget(tx: SqlTransaction, claim: Claim): Promise<boolean> {
  const db = tx.db.withTables<WorkTables>();
  const { numDeletedRows } = await db
    .deleteFrom('engine_work')
    .where('kind', '=', claim.kind)
    .where('work_key', '=', claim.key)
    .where('fence', '=', claim.fence)
    .where('wakes', '=', claim.wakes)
    .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  await db.deleteFrom('engine_subscription').where('kind', '=', claim.kind).where('work_key', '=', claim.key).execute();
  return true;
}

function wakeAt(claim: Claim, quietMs: number | null, wokenMs: number) {
  return sql<
    number | null
  >`case when wakes = ${claim.wakes} then cast(${quietMs} as bigint) else cast(${wokenMs} as bigint) end`;
}
