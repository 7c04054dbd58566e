import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../sql/sql-store.ts';
import type { BlobFiles } from './blob-files.ts';
import { namedBlobs } from './object-index.ts';

/** Blobs whose ids go into one query. */
const BATCH = 500;

/** Files this young may belong to a write of another process that is shutting down on the same folder. */
export const SWEEP_GRACE_MS = 60 * 60 * 1000;

/**
 * Removes the files that a crash left behind: half-written ones, and blobs that the index doesn't name. Returns how many
 * there were. `isStopped` ends it early.
 */
export async function sweepBlobs(
  { store, blobs, clock }: { readonly store: SqlStore; readonly blobs: BlobFiles; readonly clock: Clock },
  graceMs: number,
  isStopped: () => boolean = () => false,
): Promise<number> {
  const untilMs = clock.nowMs() - graceMs;
  let removed = await blobs.removeStaleIncoming(untilMs);
  let batch: string[] = [];
  const flush = async () => {
    // The ids were read before this query: a blob that was settled then is in the index by now, or never will be.
    const named = batch.length > 0 ? await namedBlobs(store.reader, batch) : new Set<string>();
    const orphans = batch.filter((blobId) => !named.has(blobId));
    removed += await blobs.removeOld(orphans, untilMs);
    batch = [];
  };
  for await (const blobIds of blobs.settledBlobs()) {
    if (isStopped()) return removed;
    batch.push(...blobIds);
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return removed;
}

/** Sweeps once in the background at start, and again after the grace period for what was too young then. */
export class BlobSweep {
  readonly #sweep: () => Promise<number>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: {
    readonly store: SqlStore;
    readonly blobs: BlobFiles;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.#sweep = () => sweepBlobs(parts, SWEEP_GRACE_MS, () => this.#isStopped);
    this.#logger = parts.logger;
  }

  start(): void {
    this.#running = this.#run();
    this.#timer = setTimeout(() => {
      this.#running = this.#run();
    }, SWEEP_GRACE_MS + 60_000);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      const removed = await this.#sweep();
      if (removed > 0) this.#logger.info({ removed }, 'removed object files that a crash had left behind');
    } catch (error) {
      this.#logger.warn({ err: error }, 'sweeping object files failed');
    }
  }
}
