import type { SendMessageResult } from '../../api/generated/sqs-types.ts';
import type { GivenMessage } from './message-checks.ts';
import { attributesMd5, md5Hex } from './message-digest.ts';
import type { SentMessage } from './send-messages.ts';
import { sequenceNumber } from './sequence-number.ts';

/** What a sender is told of its message: digests of what came, to compare with what was sent. */
export function sentShape(message: GivenMessage, sent: SentMessage) {
  const result = {
    MessageId: sent.messageId,
    MD5OfMessageBody: md5Hex(message.MessageBody),
    MD5OfMessageAttributes: attributesMd5(message.MessageAttributes),
    MD5OfMessageSystemAttributes: attributesMd5(message.MessageSystemAttributes),
    SequenceNumber: sent.orderKey === undefined ? undefined : sequenceNumber(sent.orderKey),
  };
  return result satisfies SendMessageResult;
}
