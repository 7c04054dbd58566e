import type { Message, MessageSystemAttributeName, ReceiveMessageRequest } from '../../api/generated/sqs-types.ts';
import { askedAttributes, type MessageDetails } from './message-details.ts';
import { attributesMd5, md5Hex } from './message-digest.ts';
import type { Queue } from './queue-store.ts';
import type { MessageRow } from './queue-tables.ts';
import { sealReceipt } from './receipt-handles.ts';
import { sequenceNumber } from './sequence-number.ts';

/** A message that was just received, with what the request asked to see of it. */
export function receivedMessage(queue: Queue, row: MessageRow, input: ReceiveMessageRequest): Message {
  const details = JSON.parse(row.details) as MessageDetails;
  const attributes = askedAttributes(details.attributes, input.MessageAttributeNames);
  const digest = attributesMd5(attributes);
  const system = systemAttributes(queue, row, details, [
    ...(input.AttributeNames ?? []),
    ...(input.MessageSystemAttributeNames ?? []),
  ]);
  return {
    MessageId: row.message_id,
    ReceiptHandle: sealReceipt({ queueId: queue.queueId, messageId: row.message_id, secret: row.receipt ?? '' }),
    MD5OfBody: md5Hex(row.body),
    Body: row.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(attributes && { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

function systemAttributes(
  queue: Queue,
  row: MessageRow,
  details: MessageDetails,
  asked: readonly string[],
): Record<string, string> {
  const all: Partial<Record<MessageSystemAttributeName, string | undefined>> = {
    SenderId: details.senderId,
    SentTimestamp: String(row.sent_ms),
    ApproximateReceiveCount: String(row.receives),
    ApproximateFirstReceiveTimestamp: String(row.first_received_ms),
    SequenceNumber: queue.isFifo ? sequenceNumber(row.order_key) : undefined,
    MessageDeduplicationId: details.deduplicationId,
    MessageGroupId: row.group_id === '' ? undefined : row.group_id,
    AWSTraceHeader: details.trace,
    DeadLetterQueueSourceArn: details.deadLetterSource,
  };
  const shown = Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name));
  return Object.fromEntries(shown.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
