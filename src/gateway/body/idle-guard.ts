import type { IncomingMessage } from 'node:http';
import { BODY_IDLE_MS } from '../limits.ts';

/** Uploads may take hours, but not stand still. The server itself sets no limit on a request's whole time. */
export function guardAgainstIdling(request: IncomingMessage): void {
  const { socket } = request;
  socket.setTimeout(BODY_IDLE_MS);
  request.once('end', () => socket.setTimeout(0));
}
