import type { SqsOperations } from '../../api/generated/sqs-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { OrderKeys } from '../../base/order-keys.ts';
import type { Controller, WorkScheduler } from '../../engine/work.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { changeMessageVisibility } from './operations/change-message-visibility.ts';
import { changeMessageVisibilityBatch } from './operations/change-message-visibility-batch.ts';
import { createQueue } from './operations/create-queue.ts';
import { deleteMessage } from './operations/delete-message.ts';
import { deleteMessageBatch } from './operations/delete-message-batch.ts';
import { deleteQueue } from './operations/delete-queue.ts';
import { getQueueAttributes } from './operations/get-queue-attributes.ts';
import { getQueueUrl } from './operations/get-queue-url.ts';
import { listDeadLetterSourceQueues } from './operations/list-dead-letter-source-queues.ts';
import { listQueueTags } from './operations/list-queue-tags.ts';
import { listQueues } from './operations/list-queues.ts';
import { purgeQueue } from './operations/purge-queue.ts';
import { receiveMessage } from './operations/receive-message.ts';
import { sendMessage } from './operations/send-message.ts';
import { sendMessageBatch } from './operations/send-message-batch.ts';
import { setQueueAttributes } from './operations/set-queue-attributes.ts';
import { tagQueue } from './operations/tag-queue.ts';
import { untagQueue } from './operations/untag-queue.ts';
import { findQueue } from './queue-store.ts';
import { Receivers } from './receivers.ts';
import { RetentionController } from './retention-controller.ts';
import { sendNotes } from './send-notes.ts';
import type { SqsDeps } from './sqs-deps.ts';

export interface SqsNeighbour {
  readonly handlers: Handlers<SqsOperations>;
  readonly controllers: readonly Controller[];
  /**
   * Puts texts of the platform's own into a queue, inside the transaction that takes them from elsewhere, so that each
   * comes once. False, and nothing is sent, when the scope has no queue of the name.
   */
  send(tx: SqlTransaction, scope: Scope, queueName: string, bodies: readonly string[]): Promise<boolean>;
  exists(scope: Scope, queueName: string): Promise<boolean>;
  /** Before the first request. */
  start(): Promise<void>;
  /** Ends all waits at once, so that the end of the server need not wait for them. */
  close(): Promise<void>;
}

/** Queues of SQS: durable, and as far as one account goes. Policies of queues are kept and not asked. */
export function sqsNeighbour(parts: {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scheduler: WorkScheduler;
  readonly tokens: PageTokens;
}): SqsNeighbour {
  const { store, clock, logger } = parts;
  const receivers = new Receivers(store, logger);
  const deps: SqsDeps = { ...parts, receivers, orderKeys: new OrderKeys(clock) };
  return {
    handlers: {
      ChangeMessageVisibility: changeMessageVisibility(deps),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(deps),
      CreateQueue: createQueue(deps),
      DeleteMessage: deleteMessage(deps),
      DeleteMessageBatch: deleteMessageBatch(deps),
      DeleteQueue: deleteQueue(deps),
      GetQueueAttributes: getQueueAttributes(deps),
      GetQueueUrl: getQueueUrl(deps),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues(deps),
      ListQueueTags: listQueueTags(deps),
      ListQueues: listQueues(deps),
      PurgeQueue: purgeQueue(deps),
      ReceiveMessage: receiveMessage(deps),
      SendMessage: sendMessage(deps),
      SendMessageBatch: sendMessageBatch(deps),
      SetQueueAttributes: setQueueAttributes(deps),
      TagQueue: tagQueue(deps),
      UntagQueue: untagQueue(deps),
    },
    controllers: [new RetentionController(store, clock)],
    send: (tx, scope, queueName, bodies) => sendNotes(deps, tx, scope, queueName, bodies),
    exists: async (scope, queueName) => (await findQueue(store, scope, queueName)) !== undefined,
    start: () => receivers.start(),
    close: () => receivers.close(),
  };
}
