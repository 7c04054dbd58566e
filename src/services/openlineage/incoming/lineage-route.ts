import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorise, CredentialSource } from '../../../api/identity.ts';
import type { ClientFacts, OperationContext, Principal } from '../../../api/operation.ts';
import type { RawRoute } from '../../../api/raw-route.ts';
import type { Clock } from '../../../base/clock.ts';
import { ServiceError } from '../../../base/errors.ts';
import { newUuid } from '../../../base/ids.ts';
import type { Logger } from '../../../base/logger.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { LineageRecorder } from '../../lineage/index.ts';
import { plainPrincipal } from '../../plain-credentials.ts';
import { LINEAGE_PATH } from '../outgoing-targets.ts';
import { authoriseEvent } from './authorise-event.ts';
import { parseEvent } from './parse-event.ts';
import { recordEvent } from './record-event.ts';
import { RefusedRequest, readDocument } from './request-body.ts';

export interface LineageRouteParts {
  readonly store: SqlStore;
  readonly lineage: LineageRecorder;
  readonly credentials: CredentialSource;
  readonly authorise: Authorise;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of events whose URL names none. */
  readonly region: string;
  readonly endpoint: () => string;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9]$/;
/** A client that neither sends nor takes a byte for this long is disconnected. */
const IDLE_MS = 30_000;

/**
 * Takes OpenLineage's events where its clients send them: `POST /api/v1/lineage`, with `?region=` for another region than
 * the server's. The key is a bearer token, `<access key id>:<secret access key>`; the account is the key's.
 */
export class LineageRoute implements RawRoute {
  readonly #parts: LineageRouteParts;

  constructor(parts: LineageRouteParts) {
    this.#parts = parts;
  }

  accepts(rawPath: string): boolean {
    return rawPath === LINEAGE_PATH;
  }

  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    _rawPath: string,
    rawQuery: string,
    client: ClientFacts,
  ): Promise<void> {
    const { socket } = request;
    const giveUp = () => request.destroy();
    socket.setTimeout(IDLE_MS).once('timeout', giveUp);
    try {
      await this.#take(request, rawQuery, client);
      answer(response, 201);
    } catch (error) {
      this.#refuse(response, error);
    } finally {
      socket.setTimeout(0).off('timeout', giveUp);
    }
  }

  async #take(request: IncomingMessage, rawQuery: string, client: ClientFacts): Promise<void> {
    const { store, lineage, credentials, clock } = this.#parts;
    if (request.method !== 'POST') throw new RefusedRequest(405, 'Events are posted.');
    const principal = await plainPrincipal(request.headers.authorization, credentials, clock);
    if (!principal) {
      const text = 'The API key is not valid. It is <access key id>:<secret access key>, sent as a bearer token.';
      throw new RefusedRequest(401, text);
    }
    const region = new URLSearchParams(rawQuery).get('region') ?? this.#parts.region;
    if (!REGION.test(region)) throw new RefusedRequest(400, 'The region is not the name of one.');
    const event = parseEvent(await readDocument(request));
    const context = this.#contextOf(principal, region, client);
    const refusals = await authoriseEvent(this.#parts.authorise, context, event);
    await recordEvent(store, lineage, { account: principal.account, region }, event, refusals);
  }

  #contextOf(principal: Principal, region: string, client: ClientFacts): OperationContext {
    const { account } = principal;
    return { account, region, principal, requestId: newUuid(), endpoint: this.#parts.endpoint(), ...client };
  }

  #refuse(response: ServerResponse, error: unknown): void {
    if (error instanceof RefusedRequest) return void answer(response, error.status, error.message);
    if (error instanceof ServiceError && error.status < 500) {
      return void answer(response, error.code.startsWith('AccessDenied') ? 403 : error.status, error.message);
    }
    if (response.destroyed) return;
    this.#parts.logger.error({ err: error }, 'an event of OpenLineage could not be taken');
    answer(response, 500, 'The event could not be taken.');
  }
}

function answer(response: ServerResponse, status: number, message?: string): void {
  if (response.headersSent || response.destroyed) return;
  const body = message === undefined ? '' : JSON.stringify({ code: status, message });
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  // What is left of a body that is refused is not waited for.
  response.writeHead(status, status < 400 ? headers : { ...headers, connection: 'close' });
  response.end(body);
}
