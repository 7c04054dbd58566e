import type { Readable } from 'node:stream';

/** Seconds since the epoch, with a fraction. What SageMaker puts on the wire, kept as it is inside the server. */
export type Timestamp = number;

/** Bytes held in memory; base64 on JSON wires. */
export type Blob = Uint8Array;

/** A body that may be larger than memory: the request or response stream itself. */
export type StreamingBlob = Readable | Uint8Array;
