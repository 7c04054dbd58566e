import { readCredentials } from '../config/credentials-file.ts';
import { defaultCacheDir, defaultDataDir } from '../config/directories.ts';
import { readSettings, type SettingSources } from '../config/read-settings.ts';
import type { SandboxChoice } from '../config/server-config.ts';

/** The part of a server's settings that the machine must live up to. */
export interface DoctorSettings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly python: string | undefined;
  readonly sandbox: SandboxChoice;
  /** As these settings say, or as the server on the data directory was last started. */
  readonly open: boolean;
}

/** The settings that `serve` would start with. Makes nothing, unlike a start. */
export function loadSettingsForDoctor(sources: SettingSources): DoctorSettings {
  const given = readSettings(sources);
  const dataDir = given.dataDir ?? defaultDataDir(sources.environment);
  return {
    host: given.host ?? '127.0.0.1',
    port: given.port ?? 8571,
    dataDir,
    open: given.open ?? isLastOpen(dataDir),
    cacheDir: given.cacheDir ?? defaultCacheDir(sources.environment),
    python: given.python,
    sandbox: given.sandbox ?? 'auto',
  };
}

/** A damaged file is for a start to tell of. */
function isLastOpen(dataDir: string): boolean {
  try {
    return readCredentials(dataDir)?.open ?? false;
  } catch {
    return false;
  }
}
