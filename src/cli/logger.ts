import pino from 'pino';
import type { Logger } from '../base/logger.ts';
import type { ServerConfig } from '../config/server-config.ts';

/** Standard output is for what a command answers, so logs go to standard error. */
const STDERR = 2;

/** Lines of JSON, or lines for people on a terminal. Written at once: what a killed server said is not lost. */
export async function createLogger(config: Pick<ServerConfig, 'logLevel' | 'logFormat'>): Promise<Logger> {
  const isPretty = config.logFormat === 'pretty' || (config.logFormat === 'auto' && process.stderr.isTTY);
  const options = { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const destination = isPretty ? await prettyDestination() : pino.destination({ dest: STDERR, sync: true });
  const logger: Logger = pino(options, destination);
  return logger;
}

async function prettyDestination(): Promise<pino.DestinationStream> {
  const { PinoPretty } = await import('pino-pretty');
  return PinoPretty({ destination: STDERR, sync: true, translateTime: 'SYS:HH:MM:ss.l' });
}
