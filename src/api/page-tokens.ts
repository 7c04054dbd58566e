import { createHmac, timingSafeEqual } from 'node:crypto';
import { validationException } from './errors.ts';
import type { OperationContext } from './operation.ts';

/** Where a page ends: the values of the columns that the list is sorted by, of its last row. */
export type PageKey = readonly (string | number)[];

/** The list a token belongs to. A token is refused by any other: another operation, account, region, filter or sort. */
export interface PagedQuery {
  readonly operation: string;
  readonly context: OperationContext;
  /** The request's other members (filters, sort), as they came. */
  readonly [filter: string]: unknown;
}

/** Makes opaque, signed NextTokens. */
export class PageTokens {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  seal(key: PageKey, query: PagedQuery): string {
    const payload = Buffer.from(JSON.stringify(key));
    return Buffer.concat([this.#sign(payload, query), payload]).toString('base64url');
  }

  /** The key to continue after; empty without a token. Throws ValidationException for a token that is not this list's. */
  open(token: string | undefined, query: PagedQuery): PageKey {
    if (token === undefined) return [];
    const bytes = Buffer.from(token, 'base64url');
    const payload = bytes.subarray(SIGNATURE_BYTES);
    const valid =
      bytes.length > SIGNATURE_BYTES && timingSafeEqual(bytes.subarray(0, SIGNATURE_BYTES), this.#sign(payload, query));
    if (!valid) throw validationException('Invalid pagination token: NextToken is not valid for this request.');
    return JSON.parse(payload.toString()) as PageKey;
  }

  #sign(payload: Uint8Array, query: PagedQuery): Buffer {
    const { operation, context, ...filters } = query;
    const binding = JSON.stringify([operation, context.account, context.region, filters]);
    return createHmac('sha256', this.#secret)
      .update(binding)
      .update('\0')
      .update(payload)
      .digest()
      .subarray(0, SIGNATURE_BYTES);
  }
}

const SIGNATURE_BYTES = 16;
