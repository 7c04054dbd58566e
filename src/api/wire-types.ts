import type { Readable } from 'node:stream';

/** Seconds since the epoch, with a fraction. What SageMaker puts on the wire, kept as it is inside the server. */
export type Timestamp = number;

/** Bytes held in memory; base64 on JSON wires. */
export type Blob = Uint8Array;

/** A body that may be larger than memory: the request or response stream itself. */
export type StreamingBlob = Readable | Uint8Array;

/** A body whose aws-chunked framing was taken off, and which may be followed by trailing headers. */
export interface TrailedBody extends Readable {
  /** Lower-case names that the request announced in `x-amz-trailer`. */
  readonly announcedTrailers: readonly string[];
  /** The trailing headers, by lower-case name. Complete only once the body has ended. */
  trailers(): Readonly<Record<string, string>>;
}
