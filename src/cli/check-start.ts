import { ConfigError } from '../config/config-error.ts';
import { defaultCacheDir, defaultDataDir } from '../config/directories.ts';
import { readSettings, type SettingSources } from '../config/read-settings.ts';
import { directoryFault } from './directory-check.ts';
import { findPython } from './doctor-programs.ts';

/** Refuses settings that no server could work with, before anything of it is made. Throws ConfigError. */
export async function checkStart(sources: SettingSources): Promise<void> {
  const { dataDir, cacheDir, python } = readSettings(sources);
  checkDirectory('data', dataDir ?? defaultDataDir(sources.environment));
  checkDirectory('cache', cacheDir ?? defaultCacheDir(sources.environment));
  if (python !== undefined && !(await findPython(python))) {
    throw new ConfigError(
      `${python} is no Python 3.9 or newer that can be run. Install python3, or name another one by --python; 'sagebrush doctor' says what was found.`,
    );
  }
}

function checkDirectory(kind: 'data' | 'cache', directory: string): void {
  const fault = directoryFault(directory);
  if (fault === undefined) return;
  throw new ConfigError(`The ${kind} directory can't be ${directory}: ${fault}. Give another one by --${kind}-dir.`);
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.[0-9.]+$/.test(host);
}

/** For a server that others can reach. */
export const BEYOND_LOOPBACK =
  'others can reach this server, and requests to it are not encrypted: keep it in a network that you trust, or put a TLS proxy before it';
