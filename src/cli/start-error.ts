import { ConfigError } from '../config/config-error.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { StoreInUseError } from '../store/sql/sqlite-lock.ts';

/** What a start may fail on. */
export type StartPlace = Pick<ServerConfig, 'host' | 'port' | 'tlsPort' | 'dataDir'>;

/** Puts a start that failed on something the user can mend into a sentence; gives any other error back as it is. */
export function explainStartError(error: unknown, config: StartPlace): unknown {
  if (error instanceof StoreInUseError) return new ConfigError(error.message, { cause: error });
  const { code, port = config.port } = error as NodeJS.ErrnoException & { readonly port?: number };
  switch (code) {
    case 'EADDRINUSE':
      return new ConfigError(
        `Port ${port} is taken. Give another one by ${flagOf(port, config)}, or 0 for a free one.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigError(`${config.host} is no address of this machine. Give one by --host.`);
    case 'EACCES':
      return new ConfigError(`This user may not listen on port ${port} or write to ${config.dataDir}.`);
    default:
      return error;
  }
}

function flagOf(port: number, config: StartPlace): string {
  return port === config.tlsPort ? '--tls-port' : '--port';
}
