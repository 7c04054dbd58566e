import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { ClientGone } from './client-gone.ts';

/**
 * Lets a request's body flow through `body`. When `body` ends early, because it found a fault or its reader gave up, the
 * request itself lives on: the error still has to be answered on the same connection, which a pipeline would destroy.
 */
export function flowInto<Body extends Transform>(request: IncomingMessage, body: Body): Body {
  const abort = () => {
    // Not `complete`: a body that has arrived may still lie in the request's buffer, and goes with it.
    if (!request.readableEnded) body.destroy(new ClientGone());
  };
  request.once('close', abort);
  request.once('error', abort);
  body.once('close', () => {
    request.off('close', abort);
    request.unpipe(body);
  });
  // Readers learn of the fault by reading; a body that nobody reads must not end the process.
  body.on('error', () => {});
  // While the caller was being identified the client may have left: then no event comes any more.
  if (request.destroyed) abort();
  else request.pipe(body);
  return body;
}
