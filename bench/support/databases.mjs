import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const SUPERVISOR = fileURLToPath(new URL('../../tests/support/postgres-supervisor.mjs', import.meta.url));
const INSTALLATIONS = '/usr/lib/postgresql';
/** What PostgreSQL has when nobody sets it. */
const SHARED_BUFFERS = '128MB';
const START_TIMEOUT_MS = 60_000;

/**
 * Measures a migrated store on an empty database of its own, one after the other: SQLite always, PostgreSQL where it is
 * installed. `modules` are the built functions that open and migrate them.
 */
export async function onEachStore(modules, measure) {
  const stores = [await openSqlite(modules), await openPostgres(modules)].filter(Boolean);
  try {
    for (const { name, store } of stores) {
      await modules.migrate(store);
      await measure(name, store);
    }
  } finally {
    for (const { close } of stores) await close();
  }
}

/** What a handler is told of its caller. */
export function callContext(scope) {
  const arn = `arn:aws:iam::${scope.account}:user/bench`;
  return {
    ...scope,
    principal: { kind: 'user', arn, account: scope.account, principalId: 'AIDA' },
    requestId: 'bench',
    endpoint: 'http://127.0.0.1',
  };
}

async function openSqlite({ openSqliteStore }) {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-bench-'));
  const store = await openSqliteStore({ path: join(directory, 'state.db') });
  return {
    name: 'SQLite',
    store,
    close: () => store.close().then(() => rmSync(directory, { recursive: true, force: true })),
  };
}

async function openPostgres({ openPostgresStore }) {
  const programs = postgresPrograms();
  if (programs === undefined) {
    console.log('PostgreSQL is not installed: it is left out.');
    return undefined;
  }
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-bench-postgres-'));
  giveToPostgres(directory);
  const port = await freePort();
  // The cluster ends with this process, and its directory with it.
  spawn(process.execPath, [SUPERVISOR, String(process.pid), directory, programs, String(port), SHARED_BUFFERS], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilUp(directory, url);
  const store = await openPostgresStore({ url });
  return { name: 'PostgreSQL', store, close: () => store.close() };
}

function postgresPrograms() {
  const versions = existsSync(INSTALLATIONS) ? readdirSync(INSTALLATIONS) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest && join(INSTALLATIONS, newest, 'bin');
}

/** PostgreSQL refuses to run as root: Debian's package brings the user postgres. */
function giveToPostgres(directory) {
  if (process.getuid() !== 0) return;
  const { uid, gid } = statSync('/var/lib/postgresql');
  chownSync(directory, uid, gid);
}

async function untilUp(directory, url) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      const failure = join(directory, 'failed');
      if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'));
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
