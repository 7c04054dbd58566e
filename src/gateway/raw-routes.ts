import type { RawRoute } from '../api/raw-route.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { logAccess } from './access-log.ts';
import type { Exchange } from './exchange.ts';

/** The route that answers a request on its own, if it is not signed as AWS's are and its path is the route's. */
export function rawRouteOf({ head, claim }: Exchange, routes: readonly RawRoute[]): RawRoute | undefined {
  // Another scheme of authorisation is a broken claim to us.
  if (claim && claim.form !== 'broken') return undefined;
  return routes.find((route) => route.accepts(head.rawPath));
}

/** Lets a route answer a request, and logs it as all others are. */
export async function serveRaw(route: RawRoute, exchange: Exchange, clock: Clock, logger: Logger): Promise<void> {
  const startedMs = clock.nowMs();
  const { request, response, head, client } = exchange;
  try {
    await route.serve(request, response, head.rawPath, head.rawQuery, client);
  } finally {
    logAccess(logger, exchange, undefined, response.statusCode, clock.nowMs() - startedMs);
  }
}
