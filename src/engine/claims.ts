import { type Kysely, sql } from 'kysely';
import type { SqlStore } from '../store/sql/sql-store.ts';
import type { Claim, WorkTables } from './work-tables.ts';

/** Takes due work for this node, one look at a time each. */
export interface Claims {
  /** Claims up to `limit` due rows of a kind, the longest due first, leaving out the keys that are being looked at. */
  take(kind: string, nowMs: number, limit: number, running: ReadonlyMap<string, unknown>): Promise<readonly Claim[]>;
  /** Gives a claim back untouched; the work stays due. */
  giveBack(claim: Claim): Promise<void>;
  /** Frees what this node held when it was last killed. */
  freeFormerLife(): Promise<void>;
  /** Keeps the claims for another lease. Gives those that are still this node's. */
  extend(claims: readonly Claim[], nowMs: number): Promise<readonly Claim[]>;
}

type DueRow = { work_key: string; fence: number; wakes: number; attempt: number };

const asClaim = (kind: string, row: DueRow): Claim => ({
  kind,
  key: row.work_key,
  fence: row.fence,
  wakes: row.wakes,
  attempt: row.attempt,
});

/**
 * Claims for a database with one owner: held in memory, because a claim lost with the process is a look repeated. They
 * cost no write, so the way from an event to the look at it is one read. The fence still sees to one commit per look.
 */
export class SoleClaims implements Claims {
  readonly #db: Kysely<WorkTables>;

  constructor(store: SqlStore) {
    this.#db = store.reader.withTables<WorkTables>();
  }

  async take(kind: string, nowMs: number, limit: number, running: ReadonlyMap<string, unknown>) {
    // As it is now: a look that ends while the rows are read was still due in them.
    const busy = new Set(running.keys());
    const rows = await this.#db
      .selectFrom('engine_work')
      .select(['work_key', 'fence', 'wakes', 'attempt'])
      .where('kind', '=', kind)
      .where('wake_at_ms', '<=', nowMs)
      .orderBy('wake_at_ms')
      // What is being looked at is still due, and may come first.
      .limit(limit + busy.size)
      .execute();
    return rows
      .filter((row) => !busy.has(row.work_key))
      .slice(0, limit)
      .map((row) => asClaim(kind, row));
  }

  async giveBack(): Promise<void> {}

  async freeFormerLife(): Promise<void> {}

  async extend(claims: readonly Claim[]) {
    return claims;
  }
}

/** Claims for a database that several nodes share: leases in the rows, passed over by others while they last. */
export class LeasedClaims implements Claims {
  readonly #db: Kysely<WorkTables>;
  readonly #nodeId: string;
  readonly #leaseMs: number;

  constructor(store: SqlStore, nodeId: string, leaseMs: number) {
    this.#db = store.reader.withTables<WorkTables>();
    this.#nodeId = nodeId;
    this.#leaseMs = leaseMs;
  }

  async take(kind: string, nowMs: number, limit: number) {
    const { rows } = await sql<DueRow>`
      with due as materialized (
        select work_key from engine_work
        where kind = ${kind} and wake_at_ms <= ${nowMs} and (lease_until_ms is null or lease_until_ms <= ${nowMs})
        order by wake_at_ms limit ${limit} for update skip locked
      )
      update engine_work
      set fence = fence + 1, lease_owner = ${this.#nodeId}, lease_until_ms = ${nowMs + this.#leaseMs}
      from due where engine_work.kind = ${kind} and engine_work.work_key = due.work_key
      returning engine_work.work_key, fence, wakes, attempt`.execute(this.#db);
    return rows.map((row) => asClaim(kind, row));
  }

  async giveBack({ kind, key, fence }: Claim): Promise<void> {
    await this.#db
      .updateTable('engine_work')
      .set({ lease_owner: null, lease_until_ms: null })
      .where('kind', '=', kind)
      .where('work_key', '=', key)
      .where('fence', '=', fence)
      .execute();
  }

  async freeFormerLife(): Promise<void> {
    await this.#db
      .updateTable('engine_work')
      .set({ lease_owner: null, lease_until_ms: null })
      .where('lease_owner', '=', this.#nodeId)
      .execute();
  }

  async extend(claims: readonly Claim[], nowMs: number) {
    const { rows } = await sql<{ kind: string; work_key: string }>`
      update engine_work set lease_until_ms = ${nowMs + this.#leaseMs}
      from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as mine (kind text, key text, fence bigint)
      where engine_work.kind = mine.kind and work_key = mine.key and engine_work.fence = mine.fence
      returning engine_work.kind, work_key`.execute(this.#db);
    const kept = new Set(rows.map((row) => JSON.stringify([row.kind, row.work_key])));
    return claims.filter((claim) => kept.has(JSON.stringify([claim.kind, claim.key])));
  }
}
