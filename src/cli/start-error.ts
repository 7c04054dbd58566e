import { ConfigError } from '../config/config-error.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { StoreInUseError } from '../store/sql/sqlite-lock.ts';

/** Puts a start that failed on something the user can mend into a sentence; gives any other error back as it is. */
export function explainStartError(error: unknown, config: ServerConfig): unknown {
  if (error instanceof StoreInUseError) return new ConfigError(error.message, { cause: error });
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return new ConfigError(`Port ${config.port} is taken. Give another one by --port, or 0 for a free one.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ConfigError(`${config.host} is no address of this machine. Give one by --host.`);
    case 'EACCES':
      return new ConfigError(`This user may not listen on port ${config.port} or write to ${config.dataDir}.`);
    default:
      return error;
  }
}
