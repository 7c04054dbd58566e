import type { Logger } from '../base/logger.ts';
import type { Exchange } from './exchange.ts';
import type { Route } from './services.ts';

/** One line a request, at the level that production leaves out. */
export function logAccess(
  logger: Logger,
  exchange: Exchange,
  route: Route | undefined,
  status: number,
  durationMs: number,
): void {
  const { requestId, head } = exchange;
  const what = route ? `${route.service.name} ${route.operation.name}` : `${head.method} ${head.rawPath}`;
  logger.debug({ requestId, what, status, durationMs }, 'request');
}
