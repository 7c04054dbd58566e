import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientFacts } from '../api/operation.ts';
import { newUuid } from '../base/ids.ts';
import { collectBody } from './body/collect-body.ts';
import { guardAgainstIdling } from './body/idle-guard.ts';
import { clientFacts, isEncrypted } from './client-facts.ts';
import { FORM_BODY_BYTES_MAX } from './limits.ts';
import { type Family, refuse } from './refusals.ts';
import { RequestHead } from './request-head.ts';
import type { GatewayService } from './services.ts';
import { type BrokenClaim, readClaim, type SignatureClaim } from './sigv4/claim.ts';

const NO_BODY = Promise.resolve(Buffer.alloc(0));

/** One request and its answer, as the links of the chain pass it on. */
export class Exchange {
  readonly requestId = newUuid();
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  readonly claim: SignatureClaim | BrokenClaim | undefined;
  /** Set by the router as soon as the service is known. */
  service: GatewayService | undefined;
  /** Set by the router when an S3 request names its bucket in the host. */
  bucketInHost: string | undefined;
  #body: Promise<Buffer> | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.head = new RequestHead(request);
    this.claim = readClaim(this.head);
  }

  /** True when the client came by HTTPS. */
  get isEncrypted(): boolean {
    return isEncrypted(this.request);
  }

  /** What policies may ask about the client. */
  get client(): ClientFacts {
    return clientFacts(this.request);
  }

  /** In whose words errors are written while no service is known: JSON, as most services speak it. */
  get family(): Family {
    return this.service?.family ?? 'json';
  }

  /** Made for the few operations that wait. */
  callerGone(): AbortSignal {
    const gone = new AbortController();
    if (this.response.closed) gone.abort();
    else this.response.once('close', () => gone.abort());
    return gone.signal;
  }

  /** The raw body, held in memory; read once, whoever asks first. */
  readRaw(bytesMax: number): Promise<Buffer> {
    this.#body ??= this.#collect(bytesMax);
    return this.#body;
  }

  /** The parameters of a form body. */
  async readForm(): Promise<URLSearchParams> {
    return new URLSearchParams((await this.readRaw(FORM_BODY_BYTES_MAX)).toString());
  }

  #collect(bytesMax: number): Promise<Buffer> {
    if (!this.head.announcesBody) return NO_BODY;
    const { family } = this;
    if (Number(this.head.headers['content-length'] ?? 0) > bytesMax)
      return Promise.reject(refuse('bodyTooLarge', family));
    guardAgainstIdling(this.request);
    return collectBody(this.request, bytesMax, () => refuse('bodyTooLarge', family));
  }
}
