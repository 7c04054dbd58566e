import { validationException } from '../../api/errors.ts';
import type { RoleAuthority, RoleCredentials } from '../../api/identity.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { Scope } from '../../base/arn.ts';
import { InvariantError } from '../../base/errors.ts';
import { newUuid } from '../../base/ids.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { assumedRolePrincipal, iamScope, parseRoleArn } from './iam-names.ts';
import { type RoleRecord, roleTable } from './identity-store.ts';
import { trustsService } from './policy-document.ts';
import type { SessionIssuer } from './session-issuer.ts';

const SAGEMAKER = 'sagemaker.amazonaws.com';

/** Answers for the roles in the store. Whether a caller may pass a role is not restricted yet within its account. */
export class StoredRoles implements RoleAuthority {
  readonly #store: SqlStore;
  readonly #sessions: SessionIssuer;
  readonly #endpoint: () => string;

  constructor(store: SqlStore, sessions: SessionIssuer, endpoint: () => string) {
    this.#store = store;
    this.#sessions = sessions;
    this.#endpoint = endpoint;
  }

  async checkPassRole(roleArn: string, context: OperationContext): Promise<void> {
    const named = parseRoleArn(roleArn);
    if (named && named.account !== context.account) {
      throw validationException('RoleArn: Cross-account pass role is not allowed.');
    }
    const role = named && (await this.find(named.account, named.name));
    if (role?.arn !== roleArn || !trustsService(role.document.trustPolicy, SAGEMAKER)) {
      throw validationException(
        `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal '${SAGEMAKER}' to assume the role.`,
      );
    }
  }

  async issueCredentials(
    roleArn: string,
    sessionName: string,
    scope: Scope,
    durationSeconds: number,
  ): Promise<RoleCredentials> {
    const principal = assumedRolePrincipal(scope, roleNameOf(roleArn), sessionNameOf(sessionName));
    return this.#sessions.issue(principal, roleArn, durationSeconds);
  }

  roleContext(roleArn: string, sessionName: string, scope: Scope): OperationContext {
    return {
      account: scope.account,
      region: scope.region,
      principal: assumedRolePrincipal(scope, roleNameOf(roleArn), sessionNameOf(sessionName)),
      requestId: newUuid(),
      endpoint: this.#endpoint(),
    };
  }

  find(account: string, roleName: string): Promise<RoleRecord | undefined> {
    return roleTable.find(this.#store, iamScope(account), roleName);
  }
}

function roleNameOf(roleArn: string): string {
  const named = parseRoleArn(roleArn);
  if (!named) throw new InvariantError(`${roleArn} is no role, and was not checked before it was used`);
  return named.name;
}

/** STS allows 2 to 64 of these characters in the name of a session. */
function sessionNameOf(text: string): string {
  return text.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
