import type { RawRoute } from '../api/raw-route.ts';
import type { Exchange } from './exchange.ts';

/** The route that answers a request on its own, if it is not signed as AWS's are and its path is the route's. */
export function rawRouteOf({ head, claim }: Exchange, routes: readonly RawRoute[]): RawRoute | undefined {
  // Another scheme of authorisation is a broken claim to us.
  if (claim && claim.form !== 'broken') return undefined;
  return routes.find((route) => route.accepts(head.rawPath));
}
