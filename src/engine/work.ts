import type { SqlTransaction } from '../store/sql/sql-store.ts';

/** A thing that the engine moves: the kind names its controller, the key its row in the controller's own tables. */
export interface WorkId {
  readonly kind: string;
  readonly key: string;
}

/** When a thing is looked at again: at a time (ms since the epoch), only when woken, or never (it is finished). */
export type NextLook = { readonly atMs: number } | 'when-woken' | 'finished';

export interface Reconciled {
  /** Writes of this step. They commit together with the engine's own row, or not at all if the lease was lost. */
  readonly commit?: (tx: SqlTransaction) => Promise<void>;
  readonly next: NextLook;
}

/**
 * Moves things of one kind towards their desired state. `reconcile` reads the thing, does at most one step that can be
 * repeated without harm (derived names, idempotent starts), and says what to commit. It may be killed at any moment and
 * is then called again, here or on another node. When it throws, the engine tries again with growing pauses.
 */
export interface Controller {
  readonly kind: string;
  reconcile(key: string, signal: AbortSignal): Promise<Reconciled>;
}

/** What domains see of the engine. All writes go through the caller's transaction. */
export interface WorkScheduler {
  /** Makes the work known, or brings its next look forward. Without a time: now. */
  schedule(tx: SqlTransaction, work: WorkId, wakeAtMs?: number): Promise<void>;
  /** Wakes the work at the next `publish` of the topic, once. Look at the thing again after subscribing: it may have ended before. */
  subscribe(tx: SqlTransaction, topic: string, work: WorkId): Promise<void>;
  /** Something that others may wait for has happened, for example a job ended; the topic is its ARN. */
  publish(tx: SqlTransaction, topic: string): Promise<void>;
  /** Wakes the work from outside a transaction (a process ended, a line arrived). Does nothing for unknown work. */
  wake(work: WorkId): Promise<void>;
}
