import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { ClientGone } from './client-gone.ts';

/**
 * Lets a request's body flow through `body`. When `body` ends early, because it found a fault or its reader gave up, the
 * request itself lives on: the error still has to be answered on the same connection, which a pipeline would destroy.
 */
export function flowInto<Body extends Transform>(request: IncomingMessage, body: Body): Body {
  const abort = () => {
    if (!request.complete) body.destroy(new ClientGone());
  };
  request.once('close', abort);
  request.once('error', abort);
  body.once('close', () => {
    request.off('close', abort);
    request.unpipe(body);
  });
  // Readers learn of the fault by reading; a body that nobody reads must not end the process.
  body.on('error', () => {});
  request.pipe(body);
  return body;
}
