import type { SendMessageRequest, SendMessageResult } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { InvariantError } from '../../../base/errors.ts';
import { checkMessage } from '../message-checks.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import { sendChecked } from '../send-checked.ts';
import { sentShape } from '../sent-shape.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Puts a message into a queue. It is durable when the answer goes out. */
export function sendMessage(deps: SqsDeps): Operation<SendMessageRequest, SendMessageResult> {
  return async (input, context) => {
    const queue = await requireQueue(deps.store, context, nameOfUrl(context, input.QueueUrl));
    checkMessage(queue, input);
    const [sent] = await sendChecked(deps, queue, [input], context);
    if (!sent) throw new InvariantError('a message was sent and has no id');
    return sentShape(input, sent);
  };
}
