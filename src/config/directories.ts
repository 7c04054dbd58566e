import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './settings.ts';

/** Where users' data lies by the XDG base directory specification; relative values are to be ignored by it. */
export function defaultDataDir(environment: Environment): string {
  return join(xdgDirectory(environment['XDG_DATA_HOME'], '.local/share'), 'sagebrush');
}

/** Runtimes can be built again, so they are kept where that specification keeps such data. */
export function defaultCacheDir(environment: Environment): string {
  return join(xdgDirectory(environment['XDG_CACHE_HOME'], '.cache'), 'sagebrush/runtimes');
}

function xdgDirectory(value: string | undefined, underHome: string): string {
  return value !== undefined && isAbsolute(value) ? value : join(homedir(), underHome);
}

/** The certificate authority of a data directory, and what clients are given to trust. */
export function tlsDirectory(dataDir: string): string {
  return join(dataDir, 'tls');
}
