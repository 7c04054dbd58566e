import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 100;

/**
 * Runs `work` in one process at a time per directory. The lock is a socket in Linux's abstract namespace: the kernel lets
 * go of it when the process dies, however it dies, so no stale lock can be left behind.
 */
export async function withSetupLock(root, work) {
  const name = `\0sagebrush-setup-${createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 24)}`;
  let socket = await tryListen(name);
  if (!socket) process.stderr.write('Waiting for another process that is setting up the same ...\n');
  while (!socket) {
    await sleep(RETRY_MS);
    socket = await tryListen(name);
  }
  try {
    return await work();
  } finally {
    await new Promise((resolve) => socket.close(resolve));
  }
}

function tryListen(name) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => resolve(server));
  });
}
