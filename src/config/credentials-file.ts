import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomHex } from '../base/ids.ts';
import { ConfigError } from './config-error.ts';

/** What a client needs to talk to the server of a data directory. Kept there, readable by its owner only. */
export interface StoredCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly accountId: string;
  readonly region: string;
  /** Where the server was last up. Absent until it was up once. */
  readonly endpoint?: string;
  /** True while the server is, or was last, in open mode. */
  readonly open?: boolean;
  /** The same by HTTPS. */
  readonly tlsEndpoint?: string;
  /** The proxy for clients that only know AWS's public names. Its URL holds a password. */
  readonly proxy?: string;
}

export function credentialsPath(dataDir: string): string {
  return join(dataDir, 'credentials.json');
}

/** Undefined when no server has made the file yet. Throws ConfigError when it is damaged. */
export function readCredentials(dataDir: string): StoredCredentials | undefined {
  const path = credentialsPath(dataDir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError(`The credentials in ${path} can't be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    const stored = JSON.parse(text) as StoredCredentials;
    if (typeof stored.accessKeyId === 'string' && typeof stored.secretAccessKey === 'string') return stored;
  } catch {
    // Told below, in the same words for every kind of damage.
  }
  throw new ConfigError(`The credentials in ${path} are damaged. Remove the file, and the next start makes new ones.`);
}

export function writeCredentials(dataDir: string, credentials: StoredCredentials): void {
  const written = writeBeside(dataDir, credentials);
  renameSync(written, credentialsPath(dataDir));
}

/** Writes the file unless it is there, and gives what it holds then: of two first starts at once, both get one key. */
export function keepFirstCredentials(dataDir: string, credentials: StoredCredentials): StoredCredentials {
  const written = writeBeside(dataDir, credentials);
  try {
    linkSync(written, credentialsPath(dataDir));
    return credentials;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readCredentials(dataDir) ?? keepFirstCredentials(dataDir, credentials);
  } finally {
    rmSync(written, { force: true });
  }
}

function writeBeside(dataDir: string, credentials: StoredCredentials): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = `${credentialsPath(dataDir)}.${randomHex(6)}`;
  writeFileSync(path, `${JSON.stringify(credentials, undefined, 2)}\n`, { mode: 0o600, flush: true });
  return path;
}
