import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const CLIENT = {
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKIABENCHBENCHBENCH0', secretAccessKey: 'a/bench+secret/of+forty/characters000000' },
};

export async function startSagebrush() {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-bench-'));
  const environment = {
    SAGEBRUSH_ACCESS_KEY_ID: CLIENT.credentials.accessKeyId,
    SAGEBRUSH_SECRET_ACCESS_KEY: CLIENT.credentials.secretAccessKey,
  };
  const args = ['serve', '--port', '0', '--data-dir', dataDir, '--log-level', 'warn', '--log-format', 'json'];
  const server = await start(`${root}bin/sagebrush`, args, environment, /ready.* (http:\S+)/);
  return {
    ...server,
    dataDir,
    close: () => server.close().then(() => rmSync(dataDir, { recursive: true, force: true })),
  };
}

/** The peer: moto's server, which answers the same calls from memory. */
export async function startMoto() {
  const program = join(process.env.SAGEBRUSH_BENCH_TOOLS ?? '', 'moto_server');
  return start(program, ['-H', '127.0.0.1', '-p', '0'], { PYTHONUNBUFFERED: '1' }, /Running on (http:\S+)/);
}

/** The limit: what node:http does when it answers every call with the same bytes. */
export async function startRawHttp(contentType, body) {
  const args = [`${root}bench/support/raw-http.mjs`, contentType, body];
  return start(process.execPath, args, {}, /Running on (http:\S+)/);
}

async function start(program, args, environment, ready) {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const endpoint = await new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output = `${output}${line}\n`.slice(-4000);
        const found = ready.exec(line)?.[1];
        if (found) resolve(found);
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${program} ended before it was ready:\n${output}`)));
  });
  return {
    endpoint,
    pid: child.pid,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
