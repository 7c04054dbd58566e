import type { AddressInfo, Server } from 'node:net';
import { InvariantError } from '../base/errors.ts';

/** Opens the port, 0 for a free one, and gives `host:port` as URLs write it. */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(authorityOf(server.address()));
    });
  });
}

function authorityOf(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || address === null) throw new InvariantError('the server listens on no port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}
