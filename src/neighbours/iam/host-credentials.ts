import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { HOST_CREDENTIALS_PATH, type HostGrant, type RoleCredentials } from '../../api/identity.ts';
import type { RawRoute } from '../../api/raw-route.ts';
import { ServiceError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import { accessDenied } from './iam-errors.ts';
import { assumedRolePrincipal, iamScope, parseRoleArn } from './iam-names.ts';
import type { Identity } from './identity.ts';
import { roleTable } from './identity-store.ts';

/** SDKs fetch new keys a quarter of an hour before the old ones end, so these live long enough to be shared. */
const DURATION_SECONDS = 3600;
const REUSED_WITH_LEFT_MS = 1_800_000;

/** Hosts at work at once, whose keys are held in memory. */
const CACHED_MAX = 4096;

/** Tells whether the job, or whatever started the host, still runs. */
export type IsAtWork = (
  ownerArn: string,
  scope: { readonly account: string; readonly region: string },
) => Promise<boolean>;

/**
 * Hands hosts short-lived keys of their role, as the SDKs ask for them inside a container: GET with the token in
 * `Authorization` (SDK guide, "Container credential provider"). No other client has a token.
 */
export class HostCredentials implements RawRoute {
  readonly #identity: Identity;
  readonly #isAtWork: IsAtWork;
  readonly #logger: Logger;
  readonly #issued = new LRUCache<string, Promise<RoleCredentials>>({ max: CACHED_MAX });

  constructor(identity: Identity, isAtWork: IsAtWork, logger: Logger) {
    this.#identity = identity;
    this.#isAtWork = isAtWork;
    this.#logger = logger;
  }

  accepts(rawPath: string): boolean {
    return rawPath === HOST_CREDENTIALS_PATH;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    try {
      if (request.method !== 'GET') throw new ServiceError('MethodNotAllowed', 'Only GET is allowed.', 405);
      answer(response, 200, await this.#answerFor(request.headers.authorization ?? ''));
    } catch (error) {
      if (error instanceof ServiceError) {
        // SDKs differ in the case that they look for.
        const { code, message } = error;
        return answer(response, error.status, { code, message, Code: code, Message: message });
      }
      this.#logger.error({ err: error }, 'a host got no keys by our fault');
      answer(response, 500, { code: 'InternalFailure', message: 'The keys could not be made.' });
    }
  }

  async #answerFor(token: string): Promise<Record<string, string>> {
    const grant = this.#identity.hostTokens.open(token);
    if (!grant) throw accessDenied('The authorization token is not valid.');
    if (!(await this.#isAtWork(grant.ownerArn, grant))) throw accessDenied(`${grant.ownerArn} has ended.`);
    const keys = await this.#keysFor(token, grant);
    return {
      RoleArn: grant.roleArn,
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      Token: keys.sessionToken,
      Expiration: new Date(keys.expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    };
  }

  /** All processes of a host share keys, and those that ask at once wait for the same. */
  async #keysFor(token: string, grant: HostGrant): Promise<RoleCredentials> {
    const { clock, credentials } = this.#identity;
    const known = await this.#issued.get(token);
    const isGood =
      known !== undefined &&
      known.expiresAtMs - clock.nowMs() > REUSED_WITH_LEFT_MS &&
      // Keys end with their role.
      (await credentials.find(known.accessKeyId)) !== undefined;
    if (isGood) return known;
    const issuing = this.#issue(grant);
    this.#issued.set(token, issuing);
    issuing.catch(() => this.#issued.delete(token));
    return issuing;
  }

  async #issue(grant: HostGrant): Promise<RoleCredentials> {
    const { store, sessions } = this.#identity;
    const named = parseRoleArn(grant.roleArn);
    const role = named && (await roleTable.find(store, iamScope(named.account), named.name));
    if (role?.arn !== grant.roleArn) throw accessDenied(`The role ${grant.roleArn} does not exist.`);
    return sessions.issue(assumedRolePrincipal(grant, role.name, grant.sessionName), role.arn, DURATION_SECONDS);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
