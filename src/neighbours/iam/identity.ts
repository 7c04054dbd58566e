import type { Authorise, CredentialSource, ResourceAccess, RoleAuthority } from '../../api/identity.ts';
import type { Clock } from '../../base/clock.ts';
import { randomHex } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { PolicyAuthoriser, type ResourceFacts } from './access/policy-authoriser.ts';
import { PrincipalAccess } from './access/principal-access.ts';
import { type Administrator, type AdministratorInput, ensureAdministrator } from './administrator.ts';
import { HostTokens } from './host-tokens.ts';
import { SessionIssuer } from './session-issuer.ts';
import { StoredCredentials } from './stored-credentials.ts';
import { StoredRoles } from './stored-roles.ts';

export interface IdentityDeps {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The server's own URL, for contexts in which the server acts as a role. */
  readonly endpoint: () => string;
  /** What decisions ask of the owners of resources. Without it, resources have neither tags nor policies. */
  readonly resources?: ResourceFacts;
  /** Signs the tokens of hosts; the same at every start. Without it, hosts do not outlive this process. */
  readonly hostSecret?: string;
  /** Nothing is decided: everybody may do everything. */
  readonly isOpen?: boolean;
}

/** Who may sign requests, what they may do, and which roles there are. */
export interface Identity {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly credentials: CredentialSource;
  readonly roles: RoleAuthority;
  readonly sessions: SessionIssuer;
  readonly hostTokens: HostTokens;
  readonly authoriser: PolicyAuthoriser;
  readonly principals: PrincipalAccess;
  /** Whether a call may be made; asked for every call. */
  readonly authorise: Authorise;
  readonly access: ResourceAccess;
  /** Makes the account's administrator, key and execution role at the first start; finds them at later ones. */
  ensureAdministrator(input: AdministratorInput): Promise<Administrator>;
  /** Call after a commit that changed or removed users, keys, roles or sessions. */
  forgetCredentials(): void;
  /** Call after a commit that changed what somebody may do. */
  forgetPolicies(): void;
}

const NO_FACTS: ResourceFacts = { tags: async () => [], policy: async () => undefined };

export function createIdentity(deps: IdentityDeps): Identity {
  const { store, clock, logger, endpoint, isOpen = false } = deps;
  const credentials = new StoredCredentials(store, clock);
  const sessions = new SessionIssuer(store, clock);
  const principals = new PrincipalAccess(store, clock);
  const authoriser = new PolicyAuthoriser({ store, clock, principals, resources: deps.resources ?? NO_FACTS, isOpen });
  const hostTokens = new HostTokens(Buffer.from(deps.hostSecret ?? randomHex(32), 'hex'));
  const forgetPolicies = () => principals.invalidate();
  const forgetCredentials = () => {
    credentials.invalidate();
    forgetPolicies();
  };
  return {
    store,
    clock,
    credentials,
    sessions,
    hostTokens,
    principals,
    authoriser,
    authorise: authoriser.authorise,
    access: authoriser,
    roles: new StoredRoles({ store, hostTokens, endpoint, authoriser }),
    forgetCredentials,
    forgetPolicies,
    async ensureAdministrator(input) {
      const administrator = await ensureAdministrator(store, clock, input);
      forgetCredentials();
      if (administrator.created) {
        logger.info({ account: input.account, accessKeyId: administrator.accessKeyId }, 'made the administrator key');
      }
      return administrator;
    },
  };
}
