import type { ReceiveMessageRequest, ReceiveMessageResult } from '../../../api/generated/sqs-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { receivedMessage } from '../message-shapes.ts';
import { attributeMs } from '../queue-attributes.ts';
import { invalidValue, queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { findQueue, type Queue, requireQueue } from '../queue-store.ts';
import type { MessageRow } from '../queue-tables.ts';
import { hasVisible, nextVisibleMs, receiveMessages } from '../receive-messages.ts';
import type { Receiver } from '../receivers.ts';
import type { SqsDeps } from '../sqs-deps.ts';

const MESSAGES_MAX = 10;
const WAIT_SECONDS_MAX = 20;
const VISIBILITY_SECONDS_MAX = 43_200;

/**
 * Takes up to ten messages, and waits for the first one for as long as the request or the queue says. Who waits is woken
 * by a send, and by the time at which a message comes into sight. A caller who has gone takes nothing.
 */
export function receiveMessage(deps: SqsDeps): Operation<ReceiveMessageRequest, ReceiveMessageResult> {
  return async (input, context) => {
    checkRequest(input);
    const queue = await requireQueue(deps.store, context, nameOfUrl(context, input.QueueUrl));
    const receiver = deps.receivers.join(queue.queueId);
    try {
      const rows = await takeWithin(deps, queue, input, receiver, context);
      return rows.length > 0 ? { Messages: rows.map((row) => receivedMessage(queue, row, input)) } : {};
    } finally {
      receiver.leave();
    }
  };
}

async function takeWithin(
  deps: SqsDeps,
  seen: Queue,
  input: ReceiveMessageRequest,
  receiver: Receiver,
  context: OperationContext,
): Promise<MessageRow[]> {
  const { store, clock, receivers } = deps;
  const seconds = input.WaitTimeSeconds;
  const waitMs = seconds === undefined ? attributeMs(seen.attributes, 'ReceiveMessageWaitTimeSeconds') : seconds * 1000;
  const untilMs = clock.nowMs() + waitMs;
  const gone = waitMs > 0 ? context.callerGone?.() : undefined;
  let queue = seen;
  for (;;) {
    if (gone?.aborted) return [];
    const rows = await take(deps, queue, input);
    const nowMs = clock.nowMs();
    if (rows.length > 0 || nowMs >= untilMs || receivers.ended) return rows;
    const nextMs = (await nextVisibleMs(store, queue, nowMs)) ?? untilMs;
    await receiver.wait(Math.min(nextMs, untilMs) - nowMs, gone);
    // It may have been changed, or deleted, meanwhile.
    const found = await findQueue(store, context, seen.name);
    if (found?.queueId !== seen.queueId) throw queueDoesNotExist();
    queue = found;
  }
}

/** Looks before it writes: most looks of those who wait find nothing. */
async function take({ store, clock }: SqsDeps, queue: Queue, input: ReceiveMessageRequest): Promise<MessageRow[]> {
  if (!(await hasVisible(store, queue, clock.nowMs()))) return [];
  const seconds = input.VisibilityTimeout;
  const visibilityMs = seconds === undefined ? attributeMs(queue.attributes, 'VisibilityTimeout') : seconds * 1000;
  const limit = input.MaxNumberOfMessages ?? 1;
  return await store.transaction((tx) =>
    receiveMessages(store, tx, queue, { nowMs: clock.nowMs(), limit, visibilityMs }),
  );
}

function checkRequest(input: ReceiveMessageRequest): void {
  const { MaxNumberOfMessages: count = 1, WaitTimeSeconds: wait = 0, VisibilityTimeout: visibility = 0 } = input;
  if (!Number.isInteger(count) || count < 1 || count > MESSAGES_MAX) {
    throw invalidValue(count, 'MaxNumberOfMessages', `Must be between 1 and ${MESSAGES_MAX}, if provided.`);
  }
  if (!Number.isInteger(wait) || wait < 0 || wait > WAIT_SECONDS_MAX) {
    throw invalidValue(wait, 'WaitTimeSeconds', `Must be >= 0 and <= ${WAIT_SECONDS_MAX}, if provided.`);
  }
  if (!Number.isInteger(visibility) || visibility < 0 || visibility > VISIBILITY_SECONDS_MAX) {
    throw invalidValue(
      visibility,
      'VisibilityTimeout',
      `Must be between 0 and ${VISIBILITY_SECONDS_MAX}, if provided.`,
    );
  }
}
