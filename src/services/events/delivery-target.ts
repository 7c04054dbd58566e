import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { Lane, OutboxEntry } from './outbox-store.ts';

/** What became of a batch of entries, which are delivered in their order. */
export interface Delivery {
  /** Entries, from the first on, that are done with: delivered, or refused for good. */
  readonly done: number;
  /** How many of those the target does not want. They are not tried again. */
  readonly refused: number;
  /** The next one failed in a way that may pass. */
  readonly failure?: { readonly reason: string; readonly retryAfterMs?: number };
  /** A target in our own database takes its entries in the transaction that removes them. */
  readonly commit?: (tx: SqlTransaction) => Promise<void>;
}

/** A place that events go to. */
export interface DeliveryTarget {
  /** Key of its rows. It must hold nothing secret. */
  readonly name: string;
  deliver(lane: Lane, entries: readonly OutboxEntry[], signal: AbortSignal): Promise<Delivery>;
  close(): void;
}
