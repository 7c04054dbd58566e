import { Readable } from 'node:stream';
import type { SigningCredential } from '../api/identity.ts';
import type { OperationContext } from '../api/operation.ts';
import { notImplemented, type OperationRegistry } from '../api/operation-registry.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { logAccess } from './access-log.ts';
import { type AuthenticationPorts, authenticate, authenticateSigv2, type Caller } from './authenticate.ts';
import type { Authorise } from './authorise.ts';
import { ClientGone } from './body/client-gone.ts';
import type { WireResponse } from './codec.ts';
import type { Exchange } from './exchange.ts';
import { fallbackErrors } from './fallback-errors.ts';
import { toServiceError } from './faults.ts';
import { InboundRequest } from './inbound-request.ts';
import { takeAnybody } from './open-mode.ts';
import { Payload, payloadHash } from './payload.ts';
import { respond } from './respond.ts';
import { chooseDestination } from './route.ts';
import type { Route, ServiceDirectory } from './services.ts';
import { readSigv2Claim } from './sigv4/sigv2-presigned.ts';

/** Everything that the links of the chain share. */
export interface Chain {
  readonly registry: OperationRegistry;
  readonly services: ServiceDirectory;
  readonly authentication: AuthenticationPorts;
  readonly authorise: Authorise;
  /** In open mode, whom everybody is taken for. */
  readonly openAs: SigningCredential | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hosts under which a virtual-host request names its bucket. */
  readonly baseHosts: readonly string[];
  /** The region of callers whose signature names none. */
  readonly region: string;
  /** The server's own URL, when it is known better than the request's Host header knows it. */
  readonly endpoint: string | undefined;
  isClosing(): boolean;
}

/** The life of a request, in order. Never rejects. */
export async function serve(exchange: Exchange, chain: Chain): Promise<void> {
  const startedMs = chain.clock.nowMs();
  let route: Route | undefined;
  let answer: WireResponse;
  try {
    const destination = await chooseDestination(exchange, chain.services, chain.baseHosts);
    route = destination.route;
    const { service, operation } = route;
    const hash = await payloadHash(exchange, route);
    const caller = await identify(exchange, hash, chain);
    if (route.answersEvents) throw notImplemented(service.name, operation.name);
    const handler = chain.registry.handler(service.name, operation.name);
    const payload = new Payload(exchange, route, hash, caller);
    const request = new InboundRequest(exchange.head, payload, destination.pathParameters);
    const input = await service.codec.parse(service.model, operation, request);
    chain.registry.validate(service.name, operation, input);
    const context = contextOf(exchange, caller, chain);
    await chain.authorise(context.principal, service.name, operation.name, input, context);
    const output = await handler(input, context);
    answer = service.codec.serialise(service.model, operation, output, exchange.requestId);
  } catch (fault) {
    if (fault instanceof ClientGone || exchange.request.readableAborted) return void exchange.request.destroy();
    answer = answerFault(fault, exchange, route, chain);
  }
  try {
    respond(exchange, answer, chain.isClosing());
  } catch (fault) {
    // For example a header that no answer may hold.
    if (answer.body instanceof Readable) answer.body.destroy();
    answer = answerFault(fault, exchange, route, chain);
    if (exchange.response.headersSent) exchange.response.destroy();
    else respond(exchange, answer, chain.isClosing());
  }
  logAccess(chain.logger, exchange, route, answer.status, chain.clock.nowMs() - startedMs);
}

function identify(exchange: Exchange, hash: string, chain: Chain): Promise<Caller> {
  const believed = believe(exchange, hash, chain);
  return chain.openAs ? takeAnybody(believed, exchange, chain.openAs) : believed;
}

function believe(exchange: Exchange, hash: string, chain: Chain): Promise<Caller> {
  const { head, claim, family } = exchange;
  const sigv2 = claim === undefined && family === 's3' ? readSigv2Claim(head) : undefined;
  if (sigv2) return authenticateSigv2(head, sigv2, exchange.bucketInHost, chain.region, chain.authentication);
  return authenticate(head, claim, hash, family, chain.authentication);
}

function contextOf(exchange: Exchange, caller: Caller, chain: Chain): OperationContext {
  const { principal } = caller.credential;
  return {
    account: principal.account,
    region: caller.region,
    principal,
    requestId: exchange.requestId,
    ...exchange.client,
    endpoint: chain.endpoint ?? `${exchange.isEncrypted ? 'https' : 'http'}://${exchange.head.host}`,
    callerGone: () => exchange.callerGone(),
  };
}

function answerFault(fault: unknown, exchange: Exchange, route: Route | undefined, chain: Chain): WireResponse {
  const error = toServiceError(fault, exchange, chain.logger);
  const codec = exchange.service?.codec ?? fallbackErrors(exchange);
  return codec.serialiseError(error, route?.operation, exchange.requestId);
}
