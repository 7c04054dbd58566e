import { randomBytes } from 'node:crypto';
import type { RoleCredentials } from '../../api/identity.ts';
import type { Principal } from '../../api/operation.ts';
import type { Clock } from '../../base/clock.ts';
import { randomLowerId, randomMixedId } from '../../base/ids.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { deleteSessionsExpiredBefore, insertSession } from './identity-store.ts';

/** Expired sessions stay this long, so that their owner is told ExpiredToken and not "unknown key". */
const EXPIRED_KEPT_MS = 24 * 3600 * 1000;
/** Expired sessions are swept at most this often. */
const SWEEP_MS = 600_000;

/** Makes temporary keys. They are rows, so they outlive the server. */
export class SessionIssuer {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  #sweptAtMs = 0;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async issue(principal: Principal, ownerArn: string, durationSeconds: number): Promise<RoleCredentials> {
    const nowMs = this.#clock.nowMs();
    const credentials: RoleCredentials = {
      accessKeyId: `ASIA${randomLowerId(16).toUpperCase()}`,
      secretAccessKey: randomMixedId(40),
      sessionToken: randomBytes(150).toString('base64'),
      expiresAtMs: nowMs + durationSeconds * 1000,
    };
    await this.#store.transaction(async (tx) => {
      if (nowMs - this.#sweptAtMs > SWEEP_MS) {
        this.#sweptAtMs = nowMs;
        await deleteSessionsExpiredBefore(tx, nowMs - EXPIRED_KEPT_MS);
      }
      await insertSession(tx, {
        access_key_id: credentials.accessKeyId,
        account: principal.account,
        secret: credentials.secretAccessKey,
        token: credentials.sessionToken,
        expires_ms: credentials.expiresAtMs,
        owner_arn: ownerArn,
        principal: JSON.stringify(principal),
      });
    });
    return credentials;
  }
}
