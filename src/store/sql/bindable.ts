import { InvariantError } from '../../base/errors.ts';

/** What both drivers take. Anything else would be stored as text that reads back as something different. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A query parameter as the driver gets it: booleans become 0 and 1, as the columns hold them. */
export function bindable(value: unknown): SqlValue {
  switch (typeof value) {
    case 'string':
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
