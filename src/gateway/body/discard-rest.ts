import type { IncomingMessage } from 'node:http';
import { DISCARDED_BYTES_MAX } from '../limits.ts';

/**
 * Reads away what is left of a request that is answered early. Closing under a client that is still sending would reset
 * the connection, and take the answer with it. One that goes on for too long is cut off all the same.
 */
export function discardRest(request: IncomingMessage): void {
  let bytes = 0;
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARDED_BYTES_MAX) request.destroy();
  });
  request.resume();
}
