import type { MessageAttributeValue, SendMessageRequest } from '../../api/generated/sqs-types.ts';
import { ServiceError } from '../../base/errors.ts';
import { attributeText } from './queue-attributes.ts';
import { invalidContents, invalidParameter, invalidValue, missingParameter } from './queue-errors.ts';
import type { Queue } from './queue-store.ts';

/** A message as a request brings it, alone or as an entry of a batch. */
export type GivenMessage = Omit<SendMessageRequest, 'QueueUrl'>;

const ATTRIBUTES_MAX = 10;
const DELAY_SECONDS_MAX = 900;
/** Names of attributes, of their types, and of deduplication and groups. */
const ATTRIBUTE_NAME = /^(?!AWS\.|Amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const ATTRIBUTE_TYPE = /^(String|Number|Binary)(\.[\w.-]+)?$/;
const TOKEN = /^[\x21-\x7e]{1,128}$/;
/** Anything but what XML 1.0 cannot hold, which is the rule of the API. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** Throws what SQS says to a message that a queue does not take. */
export function checkMessage(queue: Queue, message: GivenMessage): void {
  if (message.MessageBody === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(message.MessageBody)) throw invalidContents();
  checkAttributes(message.MessageAttributes ?? {});
  checkTrace(message);
  const bytesMax = Number(attributeText(queue.attributes, 'MaximumMessageSize'));
  if (messageBytes(message) > bytesMax) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`,
    );
  }
  checkDelay(queue, message.DelaySeconds);
  checkTokens(queue, message);
}

/** Bytes that count against the limit: the body, and names, types and values of attributes. */
export function messageBytes({ MessageBody, MessageAttributes = {} }: GivenMessage): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, { DataType, StringValue = '', BinaryValue }] of Object.entries(MessageAttributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType);
    bytes += BinaryValue?.byteLength ?? Buffer.byteLength(StringValue);
  }
  return bytes;
}

function checkAttributes(attributes: Readonly<Record<string, MessageAttributeValue>>): void {
  const entries = Object.entries(attributes);
  if (entries.length > ATTRIBUTES_MAX) {
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${ATTRIBUTES_MAX}].`,
    );
  }
  for (const [name, value] of entries) {
    if (!ATTRIBUTE_NAME.test(name)) {
      throw invalidParameter(`Message (user) attribute name '${name.slice(0, 256)}' is not valid.`);
    }
    checkAttribute(name, value);
  }
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue, ...lists }: MessageAttributeValue): void {
  if (lists.StringListValues?.length || lists.BinaryListValues?.length) {
    throw new ServiceError(
      'UnsupportedOperation',
      'Message attribute list values in SendMessage operation are not supported.',
    );
  }
  const [, kind] = ATTRIBUTE_TYPE.exec(DataType) ?? [];
  if (kind === undefined || DataType.length > 256) {
    throw invalidParameter(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const isEmpty = kind === 'Binary' ? !BinaryValue?.byteLength : !StringValue;
  if (isEmpty || (kind === 'Binary' ? StringValue !== undefined : BinaryValue !== undefined)) {
    throw invalidParameter(
      `The message attribute '${name}' with type '${kind}' must use field '${kind === 'Binary' ? 'Binary' : 'String'}'.`,
    );
  }
  if (StringValue !== undefined && FORBIDDEN.test(StringValue)) throw invalidContents();
  if (kind === 'Number' && !Number.isFinite(Number(StringValue))) {
    throw invalidParameter(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/** The only system attribute that a sender has. */
function checkTrace({ MessageSystemAttributes = {} }: GivenMessage): void {
  const trace = MessageSystemAttributes['AWSTraceHeader'];
  if (!trace) return;
  if (trace.DataType !== 'String' || !trace.StringValue || FORBIDDEN.test(trace.StringValue)) {
    throw invalidParameter("The message system attribute 'AWSTraceHeader' must be a String with a value.");
  }
}

function checkDelay(queue: Queue, delay: number | undefined): void {
  if (delay === undefined) return;
  if (queue.isFifo && delay !== 0) {
    throw invalidValue(delay, 'DelaySeconds', 'The request include parameter that is not valid for this queue type.');
  }
  if (!Number.isInteger(delay) || delay < 0 || delay > DELAY_SECONDS_MAX) {
    throw invalidValue(delay, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.');
  }
}

function checkTokens(
  queue: Queue,
  { MessageGroupId: group, MessageDeduplicationId: deduplication }: GivenMessage,
): void {
  const tokens = { MessageGroupId: group, MessageDeduplicationId: deduplication };
  for (const [name, token] of Object.entries(tokens)) {
    if (token !== undefined && !TOKEN.test(token)) {
      const sentence = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
      throw invalidValue(token, name, sentence);
    }
  }
  if (!queue.isFifo) {
    if (deduplication === undefined) return;
    const reason = 'The request include parameter that is not valid for this queue type.';
    throw invalidValue(deduplication, 'MessageDeduplicationId', reason);
  }
  if (group === undefined) throw missingParameter('MessageGroupId');
  if (deduplication === undefined && attributeText(queue.attributes, 'ContentBasedDeduplication') !== 'true') {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}
