import { Readable } from 'node:stream';
import { ServiceError } from '../base/errors.ts';
import type { Caller } from './authenticate.ts';
import { collectBody } from './body/collect-body.ts';
import { sha256Mismatch } from './body/hashed-body.ts';
import { openBody, UNSIGNED_PAYLOAD } from './body/open-body.ts';
import type { Exchange } from './exchange.ts';
import { refuse } from './refusals.ts';
import type { Route } from './services.ts';
import { EMPTY_SHA256, sha256Hex } from './sigv4/signing-key.ts';

const CONTENT_HASH = 'x-amz-content-sha256';
const HEX_SHA256 = /^[0-9a-f]{64}$/i;

/** What stands for the body under the signature: its hash, or the word that S3's clients put in its place. */
export function payloadHash(exchange: Exchange, route: Route): string | Promise<string> {
  if (exchange.service?.family === 's3') return s3PayloadHash(exchange);
  if (!exchange.head.announcesBody) return EMPTY_SHA256;
  return exchange.readRaw(route.bodyBytesMax).then(sha256Hex);
}

/** S3 takes the client's word for it, and holds the body against it as it comes in. */
function s3PayloadHash({ head, claim }: Exchange): string {
  const stated = head.headers[CONTENT_HASH];
  if (stated !== undefined) return stated;
  if (claim?.form !== 'header') return UNSIGNED_PAYLOAD;
  throw new ServiceError('InvalidRequest', `Missing required header for this request: ${CONTENT_HASH}`);
}

/** A request's body as an operation gets it: the bytes that were signed, without framing. */
export class Payload {
  readonly #exchange: Exchange;
  readonly #route: Route;
  readonly #hash: string;
  readonly #caller: Caller;
  #stream: Readable | undefined;
  #bytes: Promise<Buffer> | undefined;

  constructor(exchange: Exchange, route: Route, hash: string, caller: Caller) {
    this.#exchange = exchange;
    this.#route = route;
    this.#hash = hash;
    this.#caller = caller;
  }

  get stream(): Readable {
    this.#stream ??= this.#open();
    return this.#stream;
  }

  bytes(): Promise<Buffer> {
    this.#bytes ??= this.#collect();
    return this.#bytes;
  }

  #open(): Readable {
    const { request, head, service } = this.#exchange;
    if (service?.family !== 's3') return Readable.from(this.#replay());
    return openBody(request, head, this.#hash, this.#caller.seed);
  }

  async *#replay(): AsyncGenerator<Buffer> {
    yield await this.bytes();
  }

  #collect(): Promise<Buffer> {
    const { service } = this.#exchange;
    if (service?.family !== 's3') return this.#exchange.readRaw(this.#route.bodyBytesMax);
    if (this.#route.bodyKind === 'none') return Promise.resolve(Buffer.alloc(0));
    if (this.#hash === UNSIGNED_PAYLOAD || HEX_SHA256.test(this.#hash)) return this.#collectPlain();
    return collectBody(this.stream, this.#route.bodyBytesMax, () => refuse('bodyTooLarge', 's3'));
  }

  async #collectPlain(): Promise<Buffer> {
    const bytes = await this.#exchange.readRaw(this.#route.bodyBytesMax);
    if (this.#hash === UNSIGNED_PAYLOAD) return bytes;
    const computed = sha256Hex(bytes);
    if (computed !== this.#hash.toLowerCase()) throw sha256Mismatch(this.#hash, computed);
    return bytes;
  }
}
