import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/logger.ts';
import { runHttpBackend } from '../../src/services/projects/repositories/http-backend.ts';
import { runGit } from '../support/git.ts';

const WHOLE_MS = 300;

let root: string;
let server: Server;
let ended: Promise<boolean>;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'sagebrush-git-'));
  await runGit(['init', '--quiet', '--bare', join(root, 'r.git')], root);
  const backend = { root, path: 'r.git/git-receive-pack', service: undefined, user: 'me' };
  server = createServer((request, response) => {
    ended = runHttpBackend(request, response, backend, silentLogger, WHOLE_MS);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(root, { recursive: true, force: true });
});

it('a git request ends in time, however slowly its client goes on sending', async () => {
  const { port } = server.address() as AddressInfo;
  const headers = { 'content-type': 'application/x-git-receive-pack-request', 'content-length': '1000000' };
  const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', headers, path: '/r.git/git-receive-pack' });
  // The longest line that there may be.
  request.write('fff0');
  const drip = setInterval(() => request.write('a'), 20);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
    // Git begins to answer before it has read all.
    const cut = new Promise((resolve) => response.resume().once('error', resolve));
    expect(await ended).toBe(false);
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
  } finally {
    clearInterval(drip);
    request.on('error', () => {}).destroy();
  }
});
