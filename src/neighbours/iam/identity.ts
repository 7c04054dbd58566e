import type { CredentialSource, RoleAuthority } from '../../api/identity.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type Administrator, type AdministratorInput, ensureAdministrator } from './administrator.ts';
import { SessionIssuer } from './session-issuer.ts';
import { StoredCredentials } from './stored-credentials.ts';
import { StoredRoles } from './stored-roles.ts';

export interface IdentityDeps {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The server's own URL, for contexts in which the server acts as a role. */
  readonly endpoint: () => string;
}

/** Who may sign requests, and which roles there are. */
export interface Identity {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly credentials: CredentialSource;
  readonly roles: RoleAuthority;
  readonly sessions: SessionIssuer;
  /** Makes the account's administrator, key and execution role at the first start; finds them at later ones. */
  ensureAdministrator(input: AdministratorInput): Promise<Administrator>;
  /** Call after a commit that changed or removed users, keys, roles or sessions. */
  forgetCredentials(): void;
}

export function createIdentity({ store, clock, logger, endpoint }: IdentityDeps): Identity {
  const credentials = new StoredCredentials(store, clock);
  const sessions = new SessionIssuer(store, clock);
  return {
    store,
    clock,
    credentials,
    sessions,
    roles: new StoredRoles(store, sessions, endpoint),
    forgetCredentials: () => credentials.invalidate(),
    async ensureAdministrator(input) {
      const administrator = await ensureAdministrator(store, clock, input);
      credentials.invalidate();
      if (administrator.created) {
        logger.info({ account: input.account, accessKeyId: administrator.accessKeyId }, 'made the administrator key');
      }
      return administrator;
    },
  };
}
