import type { IncomingMessage } from 'node:http';
import type { ClientFacts } from '../api/operation.ts';
import { plainAddress } from '../api/policies/ip-ranges.ts';

/** True when the client came by HTTPS. */
export function isEncrypted({ socket }: IncomingMessage): boolean {
  return 'encrypted' in socket;
}

/** What policies may ask about the client. */
export function clientFacts(request: IncomingMessage): ClientFacts {
  const { socket, headers } = request;
  return {
    // Empty once the client is gone, and then no condition on it holds.
    sourceIp: plainAddress(socket.remoteAddress ?? ''),
    isSecure: isEncrypted(request),
    userAgent: headers['user-agent'] ?? '',
  };
}
