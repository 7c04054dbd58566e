import type { Readable } from 'node:stream';
import type { WireRequest } from './codec.ts';
import type { Payload } from './payload.ts';
import type { RequestHead } from './request-head.ts';

/** An authenticated request, as codecs read it. */
export class InboundRequest implements WireRequest {
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly #head: RequestHead;
  readonly #payload: Payload;

  constructor(head: RequestHead, payload: Payload, pathParameters: Readonly<Record<string, string>>) {
    this.#head = head;
    this.#payload = payload;
    this.pathParameters = pathParameters;
  }

  get method(): string {
    return this.#head.method;
  }

  get rawPath(): string {
    return this.#head.rawPath;
  }

  get query(): URLSearchParams {
    return this.#head.query;
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#head.headers;
  }

  get body(): Readable {
    return this.#payload.stream;
  }

  readBody(): Promise<Buffer> {
    return this.#payload.bytes();
  }
}
