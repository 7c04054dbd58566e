import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '../../api/generated/sqs-types.ts';

export const md5Hex = (content: string | Uint8Array) => createHash('md5').update(content).digest('hex');

const STRING_KIND = 1;
const BINARY_KIND = 2;

/**
 * The MD5 of message attributes, which clients compare with their own: each by its name in order, with lengths before the
 * parts (developer guide, "Calculating the MD5 message digest for message attributes"). Undefined without attributes.
 */
export function attributesMd5(
  attributes: Readonly<Record<string, MessageAttributeValue>> | undefined,
): string | undefined {
  const entries = Object.entries(attributes ?? {}).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  const part = (content: string | Uint8Array) => {
    const bytes = Buffer.from(content);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of entries) {
    part(name);
    part(DataType);
    hash.update(Buffer.from([BinaryValue ? BINARY_KIND : STRING_KIND]));
    part(BinaryValue ?? StringValue ?? '');
  }
  return hash.digest('hex');
}
