import type { Readable } from 'node:stream';
import type { OperationFacts, ServiceModel } from '../api/model.ts';
import type { ServiceError } from '../base/errors.ts';

/** A request as it came, authenticated; aws-chunked framing is already taken off the body. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded as on the wire, without the query. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
  /** Reads the whole body, refusing one that is larger than the gateway's limit for requests held in memory. */
  readBody(): Promise<Buffer>;
  /** Path parameters, when the router found them (`Bucket`, `Key`, `EndpointName`), decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

/** One wire protocol. It interprets the service model; it knows no service by name. */
export interface Codec {
  parse(model: ServiceModel, operation: OperationFacts, request: WireRequest): Promise<Record<string, unknown>>;
  serialise(
    model: ServiceModel,
    operation: OperationFacts,
    output: Record<string, unknown>,
    requestId: string,
  ): WireResponse;
  /** `operation` is undefined when the request never got as far as one. */
  serialiseError(error: ServiceError, operation: OperationFacts | undefined, requestId: string): WireResponse;
}
