import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomHex } from '../../base/ids.ts';
import { runBriefly } from './programs.ts';
import { SANDBOX_USER } from './sandbox-user.ts';

/**
 * The part of /etc that programs need to run. A list of what may be seen, not of what may not: passwords, private keys
 * and the settings of other services stay out without anyone having to think of them.
 */
const NAMES = [
  'alternatives',
  'ca-certificates',
  'ca-certificates.conf',
  'crypto-policies',
  'debian_version',
  'fonts',
  'gai.conf',
  'host.conf',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.alias',
  'locale.conf',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'pip.conf',
  'pki/ca-trust',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'protocols',
  'rpc',
  'services',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'static/ssl/certs',
  'terminfo',
  'timezone',
];

/** Files that every run has its own of, or that are bound live; the snapshot has the place for them. */
const PLACES = ['hosts', 'hostname', 'resolv.conf'];

/**
 * Copies that part into a directory, to be seen as /etc: one mount instead of thirty, which would take longer than all
 * else in a start. The directory is named by the content, so that one that running jobs see is never changed.
 */
export async function takeEtcSnapshot(sharedDirectory: string, etc = '/etc'): Promise<string> {
  const found = (await Promise.all(NAMES.map((name) => describeTree(etc, name)))).flat();
  const hash = createHash('sha256')
    .update(JSON.stringify([found, ACCOUNTS]))
    .digest('hex')
    .slice(0, 16);
  const target = join(sharedDirectory, `etc-${hash}`);
  if (await stat(target).catch(() => undefined)) return target;
  const part = `${target}.${randomHex(6)}.part`;
  await mkdir(part, { recursive: true, mode: 0o755 });
  await copyNames(etc, part);
  for (const name of PLACES) await writeFile(join(part, name), '');
  for (const [name, text] of Object.entries(ACCOUNTS)) await writeFile(join(part, name), text, { mode: 0o644 });
  // Another server on the same directory may have been faster; what it made is the same.
  await rename(part, target).catch(() => rm(part, { recursive: true, force: true }));
  return target;
}

/** The users and groups that a sandbox knows. */
const ACCOUNTS = {
  passwd:
    `root:x:0:0:root:/root:/bin/sh\n${SANDBOX_USER.name}:x:${SANDBOX_USER.uid}:${SANDBOX_USER.gid}::` +
    `${SANDBOX_USER.home}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
  group: `root:x:0:\n${SANDBOX_USER.name}:x:${SANDBOX_USER.gid}:\nnogroup:x:65534:\n`,
};

/** What tells one state of a file or a directory from another. */
async function describeTree(etc: string, name: string): Promise<unknown[]> {
  const path = join(etc, name);
  const found = await lstat(path).catch(() => undefined);
  if (!found) return [];
  if (found.isSymbolicLink()) return [[name, await readlink(path)]];
  if (!found.isDirectory()) return [[name, found.size, found.mtimeMs]];
  const names = await readdir(path).catch(() => []);
  const below = await Promise.all(names.sort().map((entry) => describeTree(etc, join(name, entry))));
  return [[name], ...below.flat()];
}

/**
 * Links stay links: they lead to other parts of the snapshot or into /usr, which a job sees. By `cp`, as Node takes a
 * third of a second for it. What this user may not read is left out, as its jobs may not read it either.
 */
async function copyNames(etc: string, target: string): Promise<void> {
  const present = [];
  for (const name of NAMES) if (await lstat(join(etc, name)).catch(() => undefined)) present.push(name);
  for (const parent of new Set(present.map((name) => dirname(name)))) {
    const sources = present.filter((name) => dirname(name) === parent).map((name) => join(etc, name));
    await mkdir(join(target, parent), { recursive: true });
    await runBriefly(['cp', '-R', '-P', '--', ...sources, join(target, parent)]);
  }
}
