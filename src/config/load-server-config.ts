import { randomLowerId, randomMixedId } from '../base/ids.ts';
import { ConfigError } from './config-error.ts';
import { keepFirstCredentials, readCredentials } from './credentials-file.ts';
import { defaultCacheDir, defaultDataDir } from './directories.ts';
import { isHook, splitEventTargets } from './event-targets.ts';
import { readSettings, type SettingSources } from './read-settings.ts';
import type { ServerConfig, UserImage } from './server-config.ts';
import type { GivenSettings } from './settings.ts';
import { proxyOfMachine } from './upstream-proxy.ts';

type AdministratorKey = Pick<ServerConfig, 'accessKeyId' | 'secretAccessKey'>;

export interface LoadedConfig {
  readonly config: ServerConfig;
  /** True at the first start, which made the administrator's key. */
  readonly madeKey: boolean;
}

/**
 * Everything a server is started with. At the first start of a data directory it makes the administrator's key and
 * keeps it there, unless one is given. Throws ConfigError.
 */
export function loadServerConfig(sources: SettingSources): LoadedConfig {
  const given = readSettings(sources);
  const dataDir = given.dataDir ?? defaultDataDir(sources.environment);
  const stored = readCredentials(dataDir);
  const settings = {
    ...doorsOf(given),
    ...portsOf(given),
    upstreamProxy: given.upstreamProxy ?? proxyOfMachine(sources.environment),
    dataDir,
    cacheDir: given.cacheDir ?? defaultCacheDir(sources.environment),
    accountId: given.accountId ?? stored?.accountId ?? '123456789012',
    region: given.region ?? stored?.region ?? 'us-west-2',
    databaseUrl: given.databaseUrl,
    python: given.python,
    images: userImages(given.images),
    ...eventSettings(given),
    sandbox: given.sandbox ?? 'auto',
    logStreamMib: given.logStreamMib ?? 256,
    logLevel: given.logLevel ?? 'info',
    logFormat: given.logFormat ?? 'auto',
  };
  const key = givenKey(given) ?? stored;
  const { accessKeyId, secretAccessKey } = key ?? makeKey(settings);
  return { config: Object.freeze({ ...settings, accessKeyId, secretAccessKey }), madeKey: key === undefined };
}

/** Those that the server listens at. */
export function portsOf({ port = 8571, tlsPort = 0 }: GivenSettings): Pick<ServerConfig, 'port' | 'tlsPort'> {
  return { port, tlsPort };
}

/** Where the server listens, and whether it asks who is there. */
export function doorsOf({ host = '127.0.0.1', open = false }: GivenSettings): Pick<ServerConfig, 'host' | 'open'> {
  if (open && !/^(?:localhost|127\.[0-9.]+|::1)$/.test(host)) {
    throw new ConfigError(
      `--open lets everybody in who reaches the server, so that it listens on this machine alone: --host can't be '${host}'. It accepts 127.0.0.1, ::1 or localhost.`,
    );
  }
  return { host, open };
}

/** `pattern=python,pattern=python`, as the setting accepts it. */
function userImages(text = ''): UserImage[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const mark = entry.indexOf('=');
      return { pattern: entry.slice(0, mark), python: entry.slice(mark + 1) };
    });
}

function eventSettings({ eventsTo, eventsSecret, openlineage, openlineageApiKey }: GivenSettings) {
  const targets = splitEventTargets(eventsTo);
  if (eventsSecret === undefined && targets.some(isHook)) {
    throw new ConfigError(
      'Events go to an HTTP hook, which needs SAGEBRUSH_EVENTS_SECRET: what it gets is signed with it.',
    );
  }
  return { eventsTo: targets, eventsSecret, openlineage, openlineageApiKey };
}

function givenKey({ accessKeyId, secretAccessKey }: GivenSettings): AdministratorKey | undefined {
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError('SAGEBRUSH_ACCESS_KEY_ID and SAGEBRUSH_SECRET_ACCESS_KEY are given together or not at all.');
  }
  return accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined;
}

function makeKey(settings: { dataDir: string; accountId: string; region: string }): AdministratorKey {
  return keepFirstCredentials(settings.dataDir, {
    // The form of AWS's own long-lived keys, because some clients check it.
    accessKeyId: `AKIA${randomLowerId(16).toUpperCase()}`,
    secretAccessKey: randomMixedId(40),
    accountId: settings.accountId,
    region: settings.region,
  });
}
