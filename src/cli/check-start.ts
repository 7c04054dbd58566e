import { existsSync } from 'node:fs';
import { ConfigError } from '../config/config-error.ts';
import { defaultCacheDir, defaultDataDir } from '../config/directories.ts';
import { doorsOf, portsOf } from '../config/load-server-config.ts';
import { readSettings, type SettingSources } from '../config/read-settings.ts';
import { directoryFault } from './directory-check.ts';
import { findPython } from './doctor-programs.ts';
import { portFault } from './port-fault.ts';
import { explainStartError, type StartPlace } from './start-error.ts';

/** Refuses settings that no server could work with, before anything of it is made. Throws ConfigError. */
export async function checkStart(sources: SettingSources): Promise<void> {
  const given = readSettings(sources);
  const { cacheDir, python, dataDir = defaultDataDir(sources.environment) } = given;
  checkDirectory('data', dataDir);
  checkDirectory('cache', cacheDir ?? defaultCacheDir(sources.environment));
  if (python !== undefined && !(await findPython(python))) {
    throw new ConfigError(
      `${python} is no Python 3.9 or newer that can be run. Install python3, or name another one by --python; 'sagebrush doctor' says what was found.`,
    );
  }
  if (!existsSync(dataDir)) await checkDoors({ ...doorsOf(given), ...portsOf(given), dataDir });
}

/** For a first start: a port that is taken would else be found when database and key have been made. */
async function checkDoors(place: StartPlace): Promise<void> {
  for (const port of [place.port, place.tlsPort]) {
    const fault = await portFault(place.host, port);
    if (fault) throw explainStartError(fault, place);
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
