import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request as startRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectBody } from '../../src/gateway/body/collect-body.ts';
import { HashedBody } from '../../src/gateway/body/hashed-body.ts';
import { flowInto } from '../../src/gateway/body/upload-stream.ts';

/** Looking a key up may take a while, and nobody reads the request's body before its signature is verified. */
describe('a client that leaves before anybody reads its body', () => {
  const server = createServer();
  beforeEach(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => server.close());

  /** A request on the server's side, whose client has sent all of it. */
  async function arrived(sizeBytes: number) {
    const { port } = server.address() as AddressInfo;
    const client = startRequest({ host: '127.0.0.1', port, method: 'PUT' });
    client.on('error', () => {});
    client.end(Buffer.alloc(sizeBytes, 'x'));
    const [incoming] = (await once(server, 'request')) as [IncomingMessage];
    return { client, incoming };
  }

  /** Its client leaves, and the server has noticed. */
  const leave = (client: ClientRequest, incoming: IncomingMessage) =>
    new Promise((resolve) => {
      incoming.once('close', resolve);
      client.destroy();
    });

  async function readAll(body: AsyncIterable<unknown>): Promise<void> {
    for await (const _chunk of body);
  }

  it('ends the reading of an upload that begins only then', async () => {
    const { client, incoming } = await arrived(1000);
    await leave(client, incoming);
    const body = flowInto(incoming, new HashedBody(undefined));
    await expect(readAll(body)).rejects.toMatchObject({ name: 'ClientGone' });
  });

  it('ends the reading of an upload that has arrived and still waits to be read', async () => {
    const { client, incoming } = await arrived(60_000);
    const body = flowInto(incoming, new HashedBody(undefined));
    incoming.pause();
    await leave(client, incoming);
    expect(incoming.complete).toBe(true);
    await expect(readAll(body)).rejects.toMatchObject({ name: 'ClientGone' });
  });

  it('ends the collecting of a small body', async () => {
    const { client, incoming } = await arrived(1000);
    await leave(client, incoming);
    const collected = collectBody(incoming, 10_000, () => new Error('too large'));
    await expect(collected).rejects.toMatchObject({ name: 'ClientGone' });
  });
});
