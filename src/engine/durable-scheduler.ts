import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import { randomBelow } from '../base/random.ts';
import type { SqlStore, SqlTransaction } from '../store/sql/sql-store.ts';
import type { WorkId, WorkScheduler } from './work.ts';
import type { WorkTables } from './work-tables.ts';

/** Fences start anywhere, so that a claim on a row that was finished and made anew never fits the new one. */
const FENCE_START_LIMIT = 2 ** 46;

/** The work whose look is being committed, and the earliest time at which its own commit asked for another look. */
interface Committing {
  readonly work: WorkId;
  againAtMs: number | undefined;
}

/** Told after every commit that made work due. */
export type OnDue = (kind: string, atMs: number) => void;

/** Writes wishes down as rows, and tells the engine once they are durable. */
export class DurableScheduler implements WorkScheduler {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #onDue: OnDue;
  readonly #committing = new WeakMap<SqlTransaction, Committing>();

  constructor(store: SqlStore, clock: Clock, onDue: OnDue) {
    this.#store = store;
    this.#clock = clock;
    this.#onDue = onDue;
  }

  async schedule(tx: SqlTransaction, work: WorkId, wakeAtMs = this.#clock.nowMs()): Promise<void> {
    if (this.#isCommittingItself(tx, work, wakeAtMs)) return;
    await tx.db
      .withTables<WorkTables>()
      .insertInto('engine_work')
      .values({
        kind: work.kind,
        work_key: work.key,
        wake_at_ms: wakeAtMs,
        wakes: 1,
        fence: randomBelow(FENCE_START_LIMIT),
        attempt: 0,
      })
      .onConflict((conflict) => conflict.columns(['kind', 'work_key']).doUpdateSet(broughtForward(wakeAtMs)))
      .execute();
    tx.afterCommit(() => this.#onDue(work.kind, wakeAtMs));
  }

  async subscribe(tx: SqlTransaction, topic: string, work: WorkId): Promise<void> {
    await this.#lockTopic(tx, topic);
    const { numInsertedOrUpdatedRows } = await tx.db
      .withTables<WorkTables>()
      .insertInto('engine_subscription')
      .values({ topic, kind: work.kind, work_key: work.key })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    // It may have happened after the last look and before this: one more look finds out.
    if (numInsertedOrUpdatedRows) await this.#wakeIfKnown(tx, work);
  }

  async publish(tx: SqlTransaction, topic: string): Promise<void> {
    await this.#lockTopic(tx, topic);
    const subscribers = await tx.db
      .withTables<WorkTables>()
      .deleteFrom('engine_subscription')
      .where('topic', '=', topic)
      .returning(['kind', 'work_key as key'])
      .execute();
    // Always in the same order: two publishers must not wait for each other.
    subscribers.sort((a, b) => (a.kind + a.key < b.kind + b.key ? -1 : 1));
    for (const work of subscribers) await this.#wakeIfKnown(tx, work);
  }

  async wake(work: WorkId): Promise<void> {
    await this.#store.transaction((tx) => this.#wakeIfKnown(tx, work));
  }

  /**
   * Marks `tx` as the commit of a look at `work`: what it schedules for itself is no wake from outside, which would have
   * it looked at again at once and for ever. Gives the function that tells the earliest time it asked for.
   */
  beginCommit(tx: SqlTransaction, work: WorkId): () => number | undefined {
    const committing: Committing = { work, againAtMs: undefined };
    this.#committing.set(tx, committing);
    return () => committing.againAtMs;
  }

  async #wakeIfKnown(tx: SqlTransaction, work: WorkId): Promise<void> {
    const nowMs = this.#clock.nowMs();
    if (this.#isCommittingItself(tx, work, nowMs)) return;
    const { numUpdatedRows } = await tx.db
      .withTables<WorkTables>()
      .updateTable('engine_work')
      .set(broughtForward(nowMs))
      .where('kind', '=', work.kind)
      .where('work_key', '=', work.key)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) tx.afterCommit(() => this.#onDue(work.kind, nowMs));
  }

  #isCommittingItself(tx: SqlTransaction, work: WorkId, atMs: number): boolean {
    const committing = this.#committing.get(tx);
    if (committing?.work.kind !== work.kind || committing.work.key !== work.key) return false;
    committing.againAtMs = Math.min(committing.againAtMs ?? atMs, atMs);
    return true;
  }

  /** Where transactions run side by side, a subscriber and a publisher that miss each other would wait for ever. */
  async #lockTopic(tx: SqlTransaction, topic: string): Promise<void> {
    if (this.#store.dialect !== 'postgres') return;
    await sql`select pg_advisory_xact_lock(hashtextextended(${topic}, 0))`.execute(tx.db);
  }
}

function broughtForward(atMs: number) {
  return {
    wakes: sql<number>`engine_work.wakes + 1`,
    wake_at_ms: sql<number>`case when engine_work.wake_at_ms < ${atMs} then engine_work.wake_at_ms else ${atMs} end`,
  };
}
