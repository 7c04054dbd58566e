import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientFacts, OperationContext, Principal } from '../../../api/operation.ts';
import type { RawRoute } from '../../../api/raw-route.ts';
import { ServiceError } from '../../../base/errors.ts';
import { newUuid } from '../../../base/ids.ts';
import { plainPrincipal } from '../../plain-credentials.ts';
import { BUILD_KIND, buildTable } from '../delivery/delivery-store.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { parseRepositoryPath, type RepositoryPath } from './clone-url.ts';
import { GitSlots } from './git-slots.ts';
import { answerPlainly, runHttpBackend } from './http-backend.ts';
import { type RepositoryRecord, repositoryTable } from './repositories-store.ts';

const SLOTS = { all: 16, ofAccount: 8 };
/** When a push is looked for whose end the server did not live to see. */
const PUSH_LOOK_MS = 60_000;

const SERVICES: ReadonlySet<string> = new Set(['git-upload-pack', 'git-receive-pack']);

/** Git's smart HTTP at `/v1/repos/<name>`: the account is the caller's, the region the URL's or the server's own. */
export class GitRoute implements RawRoute {
  readonly #parts: ProjectsParts;
  readonly #slots = new GitSlots(SLOTS);

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
  }

  accepts(rawPath: string): boolean {
    return rawPath.startsWith('/v1/repos/') && parseRepositoryPath(rawPath) !== undefined;
  }

  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    rawPath: string,
    rawQuery: string,
    client: ClientFacts,
  ): Promise<void> {
    try {
      await this.#answer(request, response, rawPath, rawQuery, client);
    } catch (error) {
      this.#parts.logger.error({ err: error, path: rawPath }, 'a git request failed');
      answerPlainly(response, 500, 'The request failed on the server.');
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    rawPath: string,
    rawQuery: string,
    client: ClientFacts,
  ): Promise<void> {
    const { credentials, clock } = this.#parts;
    const path = parseRepositoryPath(rawPath);
    if (!path) return answerPlainly(response, 404, 'There is nothing here.');
    const principal = await plainPrincipal(request.headers.authorization, credentials, clock);
    if (!principal) {
      const challenge = { 'WWW-Authenticate': 'Basic realm="Sagebrush", charset="UTF-8"' };
      return answerPlainly(response, 401, 'User: an access key id. Password: its secret access key.', challenge);
    }
    const service = serviceOf(request, path, rawQuery);
    if (service === undefined) return answerPlainly(response, 403, 'Only git over smart HTTP is served here.');
    const repository = await this.#find(path, principal);
    if (!repository) return answerPlainly(response, 404, `There is no repository ${path.name}.`);
    if (!(await this.#mayUse(repository, principal, service, client))) {
      return answerPlainly(response, 403, `${principal.arn} may not use ${repository.arn} like this.`);
    }
    const release = this.#slots.take(principal.account);
    if (!release) return answerPlainly(response, 503, 'Too many git requests at a time.', { 'Retry-After': '5' });
    try {
      await this.#run(request, response, path, repository, principal, service);
    } finally {
      release();
    }
  }

  async #find({ name, region }: RepositoryPath, { account }: Principal): Promise<RepositoryRecord | undefined> {
    const { store, repositories, region: ownRegion } = this.#parts;
    const found = await repositoryTable.find(store, { account, region: region ?? ownRegion }, name);
    return found && (await repositories.exists(found.document.repositoryId)) ? found : undefined;
  }

  async #mayUse(
    repository: RepositoryRecord,
    principal: Principal,
    service: string,
    client: ClientFacts,
  ): Promise<boolean> {
    const { access, endpoint } = this.#parts;
    const { account, region, arn } = repository;
    const context: OperationContext = {
      ...{ account, region, principal, requestId: newUuid(), endpoint: endpoint() },
      ...client,
    };
    const action = service === 'git-receive-pack' ? 'codecommit:GitPush' : 'codecommit:GitPull';
    try {
      await access.check(action, arn, context);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.status < 500) return false;
      throw error;
    }
  }

  async #run(
    request: IncomingMessage,
    response: ServerResponse,
    path: RepositoryPath,
    { document: { repositoryId } }: RepositoryRecord,
    principal: Principal,
    service: string,
  ): Promise<void> {
    const { repositories, logger, clock } = this.#parts;
    const isPush = path.service === 'git-receive-pack';
    // Written down before git begins: should this process die in between, the push is found all the same.
    if (isPush) await this.#wakeBuilds(repositoryId, clock.nowMs() + PUSH_LOOK_MS);
    const backend = {
      root: repositories.root,
      path: `${repositories.directoryName(repositoryId)}/${path.service}`,
      service: path.service === 'info/refs' ? service : undefined,
      user: principal.arn,
    };
    await runHttpBackend(request, response, backend, logger);
    if (isPush) await this.#wakeBuilds(repositoryId, clock.nowMs());
  }

  async #wakeBuilds(repositoryId: string, atMs: number): Promise<void> {
    const { store, scheduler } = this.#parts;
    const keys = await buildTable.watching(store.reader, repositoryId);
    if (keys.length === 0) return;
    await store.transaction(async (tx) => {
      for (const key of keys) await scheduler.schedule(tx, { kind: BUILD_KIND, key }, atMs);
    });
  }
}

/** The service that a request is part of, undefined for what git's clients don't send. */
function serviceOf({ method }: IncomingMessage, { service }: RepositoryPath, rawQuery: string): string | undefined {
  if (service !== 'info/refs') return method === 'POST' ? service : undefined;
  const named = new URLSearchParams(rawQuery).get('service') ?? '';
  return method === 'GET' && SERVICES.has(named) ? named : undefined;
}
