import { LRUCache } from 'lru-cache';
import type { CredentialSource, SigningCredential } from '../../api/identity.ts';
import type { Clock } from '../../base/clock.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { iamScope } from './iam-names.ts';
import { findAccessKey, findSession, isSuspended, principalOf, userTable } from './identity-store.ts';

/** Most keys held in memory. */
const CACHED_MAX = 4096;

/** How long another node may go on accepting a key that was deleted here. Deletions on this node count at once. */
const FRESH_MS = 5000;

interface Cached {
  readonly credential: SigningCredential;
  readonly readAtMs: number;
}

/** Finds signing keys in the store, remembering those in use. Unknown keys are never remembered. */
export class StoredCredentials implements CredentialSource {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #cache = new LRUCache<string, Cached>({ max: CACHED_MAX });
  /** Grows with every invalidation: what was read before one is not remembered after it. */
  #generation = 0;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  find(accessKeyId: string): SigningCredential | undefined | Promise<SigningCredential | undefined> {
    const cached = this.#cache.get(accessKeyId);
    if (cached && this.#clock.nowMs() - cached.readAtMs < FRESH_MS) return cached.credential;
    return this.#readAndRemember(accessKeyId);
  }

  /** Call after the commit that changed or removed keys. */
  invalidate(): void {
    this.#generation += 1;
    this.#cache.clear();
  }

  async #readAndRemember(accessKeyId: string): Promise<SigningCredential | undefined> {
    const generation = this.#generation;
    const readAtMs = this.#clock.nowMs();
    const credential = await this.#read(accessKeyId);
    if (!credential) this.#cache.delete(accessKeyId);
    else if (generation === this.#generation) this.#cache.set(accessKeyId, { credential, readAtMs });
    return credential;
  }

  async #read(accessKeyId: string): Promise<SigningCredential | undefined> {
    const found = await (accessKeyId.startsWith('ASIA') ? this.#readSession(accessKeyId) : this.#readKey(accessKeyId));
    // Accounts that nobody has made by the API are not written down, and are as good as any.
    return found && (await isSuspended(this.#store.reader, found.principal.account)) ? undefined : found;
  }

  async #readKey(accessKeyId: string): Promise<SigningCredential | undefined> {
    const key = await findAccessKey(this.#store.reader, accessKeyId);
    if (key?.status !== 'Active') return undefined;
    const user = await userTable.find(this.#store, iamScope(key.account), key.user_key);
    if (!user) return undefined;
    return {
      accessKeyId,
      secretAccessKey: key.secret,
      principal: { kind: 'user', arn: user.arn, account: user.account, principalId: user.document.userId },
    };
  }

  async #readSession(accessKeyId: string): Promise<SigningCredential | undefined> {
    const session = await findSession(this.#store.reader, accessKeyId);
    if (!session) return undefined;
    return {
      accessKeyId,
      secretAccessKey: session.secret,
      sessionToken: session.token,
      expiresAtMs: session.expires_ms,
      principal: principalOf(session),
    };
  }
}
