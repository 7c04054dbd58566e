import { ServiceError } from '../base/errors.ts';
import type { Exchange } from './exchange.ts';
import { refuse } from './refusals.ts';
import { bucketInHost } from './s3-host.ts';
import type { GatewayService, Route, ServiceDirectory } from './services.ts';

/** Where a request goes. */
export interface Destination {
  readonly route: Route;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

const NO_PARAMETERS: Readonly<Record<string, string>> = {};

/**
 * Finds the service by the scope of the signature, then the operation: by `X-Amz-Target` on JSON wires, by `Action` on
 * query wires, else by method, path and query. Sets `exchange.service` as soon as it is known, so that an error that
 * follows is written in the service's own way.
 */
export function chooseDestination(
  exchange: Exchange,
  services: ServiceDirectory,
  baseHosts: readonly string[],
): Destination | Promise<Destination> {
  const target = exchange.head.headers['x-amz-target'];
  const candidates = candidateServices(exchange, services, target);
  const [first] = candidates;
  if (!first) throw unknownService(exchange);
  exchange.service = first;
  if (target !== undefined) return byTarget(exchange, candidates, target);
  if (first.family === 's3') return byS3Address(exchange, first, baseHosts);
  const query = candidates.find(({ family }) => family === 'query');
  if (query) return byAction(exchange, query);
  return byPath(exchange, candidates);
}

/** An unsigned request is told apart by its looks alone; it will be refused, but in the right words. */
function candidateServices(
  exchange: Exchange,
  services: ServiceDirectory,
  target: string | undefined,
): readonly GatewayService[] {
  const { claim, head } = exchange;
  if (claim && claim.form !== 'broken') return services.signedAs(claim.service);
  if (target !== undefined) {
    const service = services.targeted(target.slice(0, target.lastIndexOf('.')));
    return service ? [service] : [];
  }
  const isForm = head.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (isForm || head.query.has('Action')) return services.signedAs('sts');
  return services.signedAs('s3');
}

function byTarget(exchange: Exchange, candidates: readonly GatewayService[], target: string): Destination {
  const dot = target.lastIndexOf('.');
  const prefix = target.slice(0, dot);
  const service = candidates.find(({ model }) => model.service.targetPrefix === prefix);
  if (service) exchange.service = service;
  const route = service?.route(target.slice(dot + 1));
  if (!route) {
    const text = `The requested operation ${target.slice(0, 256)} is not recognized by the service.`;
    throw refuse('unknownOperation', exchange.family, text);
  }
  return { route, pathParameters: NO_PARAMETERS };
}

async function byAction(exchange: Exchange, service: GatewayService): Promise<Destination> {
  exchange.service = service;
  const action = exchange.head.query.get('Action') ?? (await exchange.readForm()).get('Action');
  const route = action === null ? undefined : service.route(action);
  if (route) return { route, pathParameters: NO_PARAMETERS };
  const version = service.model.service.apiVersion;
  const text = `Could not find operation ${action ?? ''} for version ${version}`;
  throw action === null
    ? new ServiceError('MissingAction', 'The request is missing an action or a required parameter.')
    : refuse('unknownOperation', 'query', text);
}

function byPath(exchange: Exchange, candidates: readonly GatewayService[]): Destination {
  for (const service of candidates) {
    if (service.family !== 'rest-json') continue;
    exchange.service = service;
    const found = matchPath(exchange, service, exchange.head.rawPath);
    if (found) return found;
  }
  throw refuse('unknownOperation', exchange.family);
}

function byS3Address(exchange: Exchange, service: GatewayService, baseHosts: readonly string[]): Destination {
  const { head } = exchange;
  exchange.bucketInHost = bucketInHost(head.host, baseHosts);
  const path = exchange.bucketInHost === undefined ? head.rawPath : `/${exchange.bucketInHost}${head.rawPath}`;
  const found = matchPath(exchange, service, path);
  if (!found) throw refuse('unknownOperation', 's3', undefined, { Method: head.method });
  return found;
}

function matchPath(exchange: Exchange, service: GatewayService, path: string): Destination | undefined {
  const { head } = exchange;
  try {
    const match = service.restRoutes.match(head.method, path, head.query, head.headers);
    const route = match && service.route(match.operation.name);
    return route ? { route, pathParameters: match.pathParameters } : undefined;
  } catch (error) {
    if (error instanceof URIError) throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
    throw error;
  }
}

function unknownService(exchange: Exchange): ServiceError {
  const { claim } = exchange;
  const name = claim && claim.form !== 'broken' ? claim.service : 'named by the request';
  const text = `The service ${name} is not offered by Sagebrush. See docs/reference/coverage.md for what is.`;
  return new ServiceError('NotImplemented', text, 501);
}
