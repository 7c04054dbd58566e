import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { randomLowerId } from '../../src/base/ids.ts';

const INSTALLATIONS = '/usr/lib/postgresql';
const START_TIMEOUT_MS = 60_000;

/** Makes an empty database and gives its URL. The cluster behind it is private to this test run and ends with it. */
export async function createPostgresDatabase(): Promise<string> {
  const port = await clusterPort();
  const name = `t_${randomLowerId(12)}`;
  await runAsAdmin(port, `create database ${name}`);
  return urlOf(port, name);
}

export async function dropPostgresDatabase(url: string): Promise<void> {
  await runAsAdmin(new URL(url).port, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`);
}

const urlOf = (port: string, name: string) => `postgres://postgres@127.0.0.1:${port}/${name}`;

async function runAsAdmin(port: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/**
 * The port of the run's one cluster. Test files run in processes of their own under one parent: whoever makes the
 * directory named after the parent starts the cluster, the others wait for it.
 */
async function clusterPort(): Promise<string> {
  const directory = join(tmpdir(), `sagebrush-postgres-${process.ppid}`);
  if (madeDirectory(directory)) await startCluster(directory);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!existsSync(join(directory, 'ready'))) {
    const failure = join(directory, 'failed');
    if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'));
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not start in time, see ${directory}/log`);
    await pause(50);
  }
  return readFileSync(join(directory, 'ready'), 'utf8');
}

function madeDirectory(directory: string): boolean {
  postgresPrograms();
  try {
    mkdirSync(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'EEXIST') return false;
    throw error;
  }
}

async function startCluster(directory: string): Promise<void> {
  if (process.getuid?.() === 0) {
    // The cluster runs as postgres; its own installation tells the user's number.
    const [uid, gid] = postgresUser();
    chownSync(directory, uid, gid);
  }
  const supervisor = join(import.meta.dirname, 'postgres-supervisor.mjs');
  const words = [supervisor, String(process.ppid), directory, postgresPrograms(), String(await freePort())];
  spawn(process.execPath, words, { detached: true, stdio: 'ignore' }).unref();
}

function postgresPrograms(): string {
  const versions = existsSync(INSTALLATIONS) ? readdirSync(INSTALLATIONS) : [];
  const newest = versions
    .filter((version) => existsSync(join(INSTALLATIONS, version, 'bin', 'initdb')))
    .sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) {
    throw new Error('These tests need PostgreSQL: install the Debian package postgresql (apt-get install postgresql).');
  }
  return join(INSTALLATIONS, newest, 'bin');
}

function postgresUser(): [number, number] {
  const home = '/var/lib/postgresql';
  if (!existsSync(home)) throw new Error('The user postgres is missing: install the Debian package postgresql.');
  const { uid, gid } = statSync(home);
  return [uid, gid];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
