import { resolve } from 'node:path';
import { parseEventTargets, parseOpenLineageTarget } from './event-targets.ts';
import { LOG_FORMATS, LOG_LEVELS, SANDBOX_CHOICES } from './server-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that can be set, by a flag, a variable or in the configuration file, in this order of precedence. */
export interface Setting<Value> {
  /** Absent for what must not be seen in a list of processes. */
  readonly flag?: string;
  readonly variable: string;
  /** What is accepted, as the end of a sentence. */
  readonly accepts: string;
  /** Undefined when the text is not acceptable. */
  readonly parse: (text: string) => Value | undefined;
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

function oneOf<const Choice extends string>(choices: readonly Choice[]) {
  return {
    accepts: choices.join(', '),
    parse: (text: string): Choice | undefined => choices.find((choice) => choice === text),
  };
}

function portNumber(text: string): number | undefined {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

const directory = {
  accepts: 'the path of a directory',
  parse: (text: string): string | undefined => (text === '' ? undefined : resolve(text)),
};

/** The settings by their names in the configuration file. */
export const SETTINGS = {
  host: {
    flag: '--host',
    variable: 'SAGEBRUSH_HOST',
    accepts: 'an address or name of this machine',
    parse: matching(/^[A-Za-z0-9.:-]+$/),
  },
  port: {
    flag: '--port',
    variable: 'SAGEBRUSH_PORT',
    accepts: 'a number from 1 to 65535, or 0 for a free port',
    parse: portNumber,
  },
  open: {
    flag: '--open',
    variable: 'SAGEBRUSH_OPEN',
    accepts: 'true or false',
    parse: (text: string): boolean | undefined => ({ true: true, false: false })[text],
  },
  tlsPort: {
    flag: '--tls-port',
    variable: 'SAGEBRUSH_TLS_PORT',
    accepts: 'a number from 1 to 65535, or 0 for a free port',
    parse: portNumber,
  },
  dataDir: { flag: '--data-dir', variable: 'SAGEBRUSH_DATA_DIR', ...directory },
  cacheDir: { flag: '--cache-dir', variable: 'SAGEBRUSH_CACHE_DIR', ...directory },
  accountId: {
    flag: '--account-id',
    variable: 'SAGEBRUSH_ACCOUNT_ID',
    accepts: 'twelve digits',
    parse: matching(/^[0-9]{12}$/),
  },
  region: {
    flag: '--region',
    variable: 'SAGEBRUSH_REGION',
    accepts: "the name of a region such as 'us-west-2'",
    parse: matching(/^[a-z]{2}(-[a-z]+)+-[0-9]$/),
  },
  accessKeyId: {
    variable: 'SAGEBRUSH_ACCESS_KEY_ID',
    accepts: '16 to 128 letters, digits or underscores',
    parse: matching(/^\w{16,128}$/),
  },
  secretAccessKey: {
    variable: 'SAGEBRUSH_SECRET_ACCESS_KEY',
    accepts: '16 to 128 printable characters without spaces',
    parse: matching(/^[\x21-\x7e]{16,128}$/),
  },
  upstreamProxy: {
    variable: 'SAGEBRUSH_UPSTREAM_PROXY',
    accepts: 'a URL such as http://proxy:3128',
    parse: matching(/^https?:\/\/./),
  },
  databaseUrl: {
    variable: 'SAGEBRUSH_DATABASE_URL',
    accepts: 'a URL such as postgres://user@host/database',
    parse: matching(/^postgres(ql)?:\/\/./),
  },
  python: {
    flag: '--python',
    variable: 'SAGEBRUSH_PYTHON',
    accepts: 'the path or name of a Python 3.9 or newer',
    parse: matching(/^./),
  },
  images: {
    flag: '--images',
    variable: 'SAGEBRUSH_IMAGES',
    accepts:
      "image names (* stands for any text) with a Python each, such as 'my-image:*=/opt/conda/envs/ml,other=python3'",
    parse: matching(/^[^\s=,]+=[^=,]+(,[^\s=,]+=[^=,]+)*$/),
  },
  eventsTo: {
    flag: '--events-to',
    variable: 'SAGEBRUSH_EVENTS_TO',
    accepts:
      "queues and HTTP hooks, such as 'sqs:model-events,https://ci.example.com/hook'; http:// on this machine alone",
    parse: parseEventTargets,
  },
  eventsSecret: {
    variable: 'SAGEBRUSH_EVENTS_SECRET',
    accepts: '16 to 256 printable characters without spaces',
    parse: matching(/^[\x21-\x7e]{16,256}$/),
  },
  openlineage: {
    flag: '--openlineage',
    variable: 'SAGEBRUSH_OPENLINEAGE',
    accepts: "file: with an absolute path, or a URL such as 'http://marquez:5000'",
    parse: parseOpenLineageTarget,
  },
  openlineageApiKey: {
    variable: 'SAGEBRUSH_OPENLINEAGE_API_KEY',
    accepts: 'printable characters without spaces',
    parse: matching(/^[\x21-\x7e]+$/),
  },
  sandbox: { flag: '--sandbox', variable: 'SAGEBRUSH_SANDBOX', ...oneOf(SANDBOX_CHOICES) },
  logStreamMib: {
    flag: '--log-stream-mib',
    variable: 'SAGEBRUSH_LOG_STREAM_MIB',
    accepts: 'a number of MiB from 1 to 1048576',
    parse: (text: string): number | undefined =>
      /^[0-9]{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= 1_048_576 ? Number(text) : undefined,
  },
  logLevel: { flag: '--log-level', variable: 'SAGEBRUSH_LOG_LEVEL', ...oneOf(LOG_LEVELS) },
  logFormat: { flag: '--log-format', variable: 'SAGEBRUSH_LOG_FORMAT', ...oneOf(LOG_FORMATS) },
} as const satisfies Record<string, Setting<string | number | boolean>>;

export type SettingName = keyof typeof SETTINGS;

/** What was set, each value parsed. Absent: not set anywhere. */
export type GivenSettings = {
  readonly [Name in SettingName]?: Exclude<ReturnType<(typeof SETTINGS)[Name]['parse']>, undefined>;
};
