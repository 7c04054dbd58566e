/** Everything that can be set about a server. Frozen; made once at the start by loadServerConfig. */
export interface ServerConfig {
  /** Address the server listens on. */
  readonly host: string;
  /** Nobody's signature is checked and no policy is asked. Only with a loopback address. */
  readonly open: boolean;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where the server speaks HTTPS. 0 takes a free port. */
  readonly tlsPort: number;
  /** The proxy that connections to others go through. Undefined for none. */
  readonly upstreamProxy: string | undefined;
  /** Absolute path. Holds the database, objects, jobs and the administrator's key of one server. */
  readonly dataDir: string;
  /** Absolute path of built runtimes. They depend on nothing in a data directory, so several servers share them. */
  readonly cacheDir: string;
  /** Twelve digits: the account that the administrator's key belongs to. */
  readonly accountId: string;
  /** Where things are when a request's signature does not name another region. */
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** PostgreSQL. Undefined for the SQLite file in the data directory. */
  readonly databaseUrl: string | undefined;
  /** Interpreter to build runtimes with. Undefined for the one that is found on this machine. */
  readonly python: string | undefined;
  /** Images of the user's own, each with the interpreter or environment that stands in for it. Asked before all others. */
  readonly images: readonly UserImage[];
  /** Where changes are told to: `sqs:<queue>`, or the URL of an HTTP hook. */
  readonly eventsTo: readonly string[];
  /** Signs what goes to hooks. Given whenever there is one. */
  readonly eventsSecret: string | undefined;
  /** Where runs and their data are told to in OpenLineage's words: `file:<absolute path>` or a URL. */
  readonly openlineage: string | undefined;
  readonly openlineageApiKey: string | undefined;
  readonly sandbox: SandboxChoice;
  /** What one log stream of a job or an endpoint may hold. */
  readonly logStreamMib: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface UserImage {
  /** `*` stands for any text. */
  readonly pattern: string;
  /** An interpreter, or the directory of a virtual or conda environment. */
  readonly python: string;
}

export const SANDBOX_CHOICES = ['auto', 'bubblewrap', 'unshare'] as const;
export type SandboxChoice = (typeof SANDBOX_CHOICES)[number];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `auto` is `pretty` on a terminal, else `json`. */
export const LOG_FORMATS = ['auto', 'json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
