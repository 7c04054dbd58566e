import type { Clock } from '../../base/clock.ts';
import type { Controller, Reconciled } from '../../engine/work.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { attributeMs } from './queue-attributes.ts';
import { findQueueById, goneUntilMs, type Queue } from './queue-store.ts';
import { queueTables } from './queue-tables.ts';
import { DEDUPLICATION_MS } from './send-messages.ts';

const RETENTION_KIND = 'queue-retention';

export const retentionWork = (queueId: string) => ({ kind: RETENTION_KIND, key: queueId });

/** Rows that one transaction deletes. */
const BATCH_ROWS = 1000;
const LOOK_MS_MAX = 3_600_000;

/**
 * Deletes the rows of messages that are gone: kept for too long, purged, or of a queue that was deleted. Nobody sees those
 * any more, so it may take its time.
 */
export class RetentionController implements Controller {
  readonly kind = RETENTION_KIND;
  readonly #store: SqlStore;
  readonly #clock: Clock;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async reconcile(queueId: string): Promise<Reconciled> {
    const nowMs = this.#clock.nowMs();
    const queue = await findQueueById(this.#store, queueId);
    const messageIds = await this.#goneMessages(queueId, queue ? goneUntilMs(queue, nowMs) : Number.MAX_SAFE_INTEGER);
    const keys = await this.#goneKeys(queueId, queue ? nowMs : Number.MAX_SAFE_INTEGER);
    const isMore = messageIds.length === BATCH_ROWS || keys.length === BATCH_ROWS;
    const commit = (tx: SqlTransaction) => deleteRows(tx, queueId, messageIds, keys);
    if (isMore) return { commit, next: { atMs: nowMs } };
    return { commit, next: queue ? { atMs: nowMs + pauseMs(queue) } : 'finished' };
  }

  async #goneMessages(queueId: string, untilMs: number): Promise<string[]> {
    const rows = await queueTables(this.#store.reader)
      .selectFrom('sqs_messages')
      .select('message_id')
      .where('queue_id', '=', queueId)
      .where('sent_ms', '<=', untilMs)
      .limit(BATCH_ROWS)
      .execute();
    return rows.map((row) => row.message_id);
  }

  async #goneKeys(queueId: string, untilMs: number): Promise<string[]> {
    const rows = await queueTables(this.#store.reader)
      .selectFrom('sqs_deduplication')
      .select('deduplication_key')
      .where('queue_id', '=', queueId)
      .where('expires_ms', '<=', untilMs)
      .limit(BATCH_ROWS)
      .execute();
    return rows.map((row) => row.deduplication_key);
  }
}

/** A FIFO queue's memory of what was sent grows with every message. */
function pauseMs(queue: Queue): number {
  if (queue.isFifo) return DEDUPLICATION_MS;
  return Math.min(attributeMs(queue.attributes, 'MessageRetentionPeriod'), LOOK_MS_MAX);
}

async function deleteRows(
  tx: SqlTransaction,
  queueId: string,
  messageIds: readonly string[],
  keys: readonly string[],
): Promise<void> {
  const tables = queueTables(tx.db);
  if (messageIds.length > 0) {
    await tables
      .deleteFrom('sqs_messages')
      .where('queue_id', '=', queueId)
      .where('message_id', 'in', messageIds)
      .execute();
  }
  if (keys.length > 0) {
    await tables
      .deleteFrom('sqs_deduplication')
      .where('queue_id', '=', queueId)
      .where('deduplication_key', 'in', keys)
      .execute();
  }
}
