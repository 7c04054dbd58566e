// Runs a private PostgreSQL cluster for as long as the process OWNER_PID lives, then removes every trace of it.
// usage: node postgres-supervisor.mjs <owner pid> <directory> <directory of PostgreSQL's programs> <port> [<shared buffers>]
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

const [ownerPid, directory, programs, port, sharedBuffers = '32MB'] = process.argv.slice(2);
const data = join(directory, 'data');
const log = join(directory, 'log');
// PostgreSQL refuses to run as root; Debian's package brings the user postgres.
const asUser = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'] : [];

function ownerLives() {
  try {
    process.kill(Number(ownerPid), 0);
    return true;
  } catch {
    return false;
  }
}

function fail(reason) {
  writeFileSync(join(directory, 'failed'), reason);
  process.exit(1);
}

const major = Number(/([0-9]+)\/bin$/.exec(programs)?.[1] ?? 0);
// A collation unlike the bytes' order, as many real databases have, so that tests notice who relies on it.
const collation = major >= 15 ? ['--locale-provider=icu', '--icu-locale=en-US'] : [];
const initdb = [
  join(programs, 'initdb'),
  '-D',
  data,
  '-U',
  'postgres',
  '-A',
  'trust',
  '-E',
  'UTF8',
  '--locale=C.UTF-8',
];
const made = spawnSync(...command([...initdb, ...collation, '--no-sync']), { encoding: 'utf8' });
if (made.status !== 0) fail(`initdb failed: ${made.stderr}${made.error ?? ''}`);

const settings = {
  listen_addresses: '127.0.0.1',
  port,
  unix_socket_directories: directory,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: sharedBuffers,
};
const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
const output = openSync(log, 'a');
const server = spawn(...command([join(programs, 'postgres'), '-D', data, ...options]), {
  stdio: ['ignore', output, output],
});
server.on('exit', () => {
  if (ownerLives()) appendFileSync(log, 'the server ended by itself\n');
  else rmSync(directory, { recursive: true, force: true });
  process.exit();
});

const timer = setInterval(() => {
  if (ownerLives()) return;
  clearInterval(timer);
  // SIGQUIT: at once, without saving anything.
  server.kill('SIGQUIT');
  setTimeout(() => server.kill('SIGKILL'), 5000).unref();
}, 300);

/** It takes connections before it takes queries: it is ready when it has answered one. */
async function probe() {
  const client = new pg.Client({ host: '127.0.0.1', port: Number(port), user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    await client.end();
    writeFileSync(join(directory, 'ready.new'), port);
    renameSync(join(directory, 'ready.new'), join(directory, 'ready'));
  } catch {
    setTimeout(probe, 50);
  }
}
await probe();

function command(words) {
  const [program, ...rest] = [...asUser, ...words];
  return [program, rest];
}
