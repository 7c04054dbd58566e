import { createServer, type Server } from 'node:http';
import type { RawRoute } from '../api/raw-route.ts';
import { clientFacts } from './client-facts.ts';
import { HEAD_BYTES_MAX } from './limits.ts';
import { listen } from './listening.ts';
import { RequestHead } from './request-head.ts';

/** Addresses behind which the loopback interface is reached as well. */
const COVERS_LOOPBACK = /^(?:localhost|127\.[0-9.]+|0\.0\.0\.0|::1?)$/;

export interface LocalDoor {
  close(): Promise<void>;
}

/**
 * One route on the loopback interface, for a server that listens elsewhere only: what hosts ask for must not leave the
 * machine. Undefined where the server is reached there anyway.
 */
export async function openLocalDoor(host: string, port: number, route: RawRoute): Promise<LocalDoor | undefined> {
  if (COVERS_LOOPBACK.test(host)) return undefined;
  const server = createServer({ maxHeaderSize: HEAD_BYTES_MAX }, (request, response) => {
    const { rawPath, rawQuery } = new RequestHead(request);
    if (route.accepts(rawPath)) {
      void route.serve(request, response, rawPath, rawQuery, clientFacts(request));
    } else response.writeHead(404).end();
  });
  await listen(server, '127.0.0.1', port);
  return { close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
