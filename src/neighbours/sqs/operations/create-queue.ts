import type { CreateQueueRequest, CreateQueueResult } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { newUuid } from '../../../base/ids.ts';
import { checkDeadLetterTarget } from '../dead-letter-target.ts';
import { checkAttributes, checkSameAttributes, withAttributes } from '../queue-attributes.ts';
import { checkQueueName, isFifoName, queueArn, queueUrl } from '../queue-names.ts';
import { insertQueue, lockQueue, type Queue } from '../queue-store.ts';
import { checkQueueTags } from '../queue-tags.ts';
import { retentionWork } from '../retention-controller.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Makes a queue. One that is there with the same values of what is asked for is found instead. */
export function createQueue(deps: SqsDeps): Operation<CreateQueueRequest, CreateQueueResult> {
  const { store, clock, scheduler } = deps;
  return async (input, context) => {
    const name = input.QueueName;
    const given = input.Attributes ?? {};
    const isFifo = given['FifoQueue'] === 'true';
    checkQueueName(name, isFifo || isFifoName(name));
    checkAttributes(given, isFifo);
    checkQueueName(name, isFifo);
    checkQueueTags(input.tags ?? {});
    const { account, region } = context;
    await checkDeadLetterTarget(store, context, { name, isFifo }, given['RedrivePolicy']);
    const nowMs = clock.nowMs();
    const queue: Queue = {
      ...{ account, region, name, arn: queueArn(context, name), queueId: newUuid(), isFifo },
      ...{ creationMs: nowMs, modifiedMs: nowMs, purgedMs: 0, lastOrderKey: 0 },
      attributes: withAttributes({}, given),
      tags: input.tags ?? {},
    };
    await store.transaction(async (tx) => {
      if (await insertQueue(tx, queue)) return scheduler.schedule(tx, retentionWork(queue.queueId));
      const held = await lockQueue(store, tx, context, name, 'share');
      if (held) checkSameAttributes(held.attributes, given);
    });
    return { QueueUrl: queueUrl(context.endpoint, account, name) };
  };
}
