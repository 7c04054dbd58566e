import { InvariantError, ServiceError } from '../../base/errors.ts';

/** What both drivers take. Anything else would be stored as text that reads back as something different. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/**
 * A query parameter as the driver gets it: booleans become 0 and 1, as the columns hold them. Text with a null character
 * is refused on both databases, because PostgreSQL has no place for it; inside of JSON it is escaped, and so never seen
 * here. It can only have come with a request: throws ValidationException.
 */
export function bindable(value: unknown): SqlValue {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) throw new ServiceError('ValidationException', NULL_CHARACTER);
      return value;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw new InvariantError(`a query parameter may not be of type ${typeof value}`);
  }
}

const NULL_CHARACTER = 'A name or value in the request has a null character (U+0000), which cannot be stored.';
