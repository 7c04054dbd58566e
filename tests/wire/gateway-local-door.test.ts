import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawRoute } from '../../src/api/raw-route.ts';
import { type LocalDoor, openLocalDoor } from '../../src/gateway/local-door.ts';

const ROUTE: RawRoute = {
  accepts: (rawPath) => rawPath === '/keys',
  async serve(_request, response) {
    response.end('keys');
  },
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('the loopback door of a server that listens elsewhere', () => {
  let door: LocalDoor | undefined;
  afterEach(async () => {
    await door?.close();
    door = undefined;
  });

  it('answers its one route on this machine, and nothing else', async () => {
    const port = await freePort();
    door = await openLocalDoor('192.0.2.7', port, ROUTE);
    expect(await (await fetch(`http://127.0.0.1:${port}/keys`)).text()).toBe('keys');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('is not opened where the server is reached anyway', async () => {
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '0.0.0.0', '::', '::1']) {
      expect(await openLocalDoor(host, await freePort(), ROUTE), host).toBeUndefined();
    }
  });
});
