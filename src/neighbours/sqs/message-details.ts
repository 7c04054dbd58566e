import type { MessageAttributeValue } from '../../api/generated/sqs-types.ts';

/** What is kept of a message beside its body and its place, as JSON. */
export interface MessageDetails {
  readonly senderId: string;
  readonly attributes?: Readonly<Record<string, KeptAttribute>> | undefined;
  readonly trace?: string | undefined;
  readonly deduplicationId?: string | undefined;
  /** Set when it was moved to a queue for dead letters: the queue that it came from. */
  readonly deadLetterSource?: string | undefined;
}

interface KeptAttribute {
  readonly type: string;
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

type Attributes = Readonly<Record<string, MessageAttributeValue>>;

export function keepAttributes(attributes: Attributes | undefined): MessageDetails['attributes'] {
  const entries = Object.entries(attributes ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([name, { DataType: type, StringValue: text, BinaryValue }]) => [
      name,
      { type, text, base64: BinaryValue && Buffer.from(BinaryValue).toString('base64') },
    ]),
  );
}

/** Those of the attributes whose names were asked for: each by name, `prefix.*`, or all by `All` or `.*`. */
export function askedAttributes(
  kept: MessageDetails['attributes'],
  asked: readonly string[] = [],
): Record<string, MessageAttributeValue> | undefined {
  const isAsked = (name: string) =>
    asked.some(
      (pattern) =>
        pattern === 'All' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    );
  const found = Object.entries(kept ?? {}).filter(([name]) => isAsked(name));
  if (found.length === 0) return undefined;
  return Object.fromEntries(
    found.map(([name, { type, text, base64 }]) => [
      name,
      {
        DataType: type,
        ...(text === undefined ? {} : { StringValue: text }),
        ...(base64 === undefined ? {} : { BinaryValue: Buffer.from(base64, 'base64') }),
      },
    ]),
  );
}
