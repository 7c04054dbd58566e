import { validationException } from '../../api/errors.ts';
import type { HostGrant, RoleAuthority } from '../../api/identity.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { Scope } from '../../base/arn.ts';
import { InvariantError } from '../../base/errors.ts';
import { newUuid } from '../../base/ids.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type PolicyAuthoriser, SAGEMAKER } from './access/policy-authoriser.ts';
import type { HostTokens } from './host-tokens.ts';
import { assumedRolePrincipal, iamScope, parseRoleArn } from './iam-names.ts';
import { type RoleRecord, roleTable } from './identity-store.ts';

interface StoredRolesDeps {
  readonly store: SqlStore;
  readonly hostTokens: HostTokens;
  readonly endpoint: () => string;
  readonly authoriser: PolicyAuthoriser;
}

/** Answers for the roles in the store. */
export class StoredRoles implements RoleAuthority {
  readonly #deps: StoredRolesDeps;

  constructor(deps: StoredRolesDeps) {
    this.#deps = deps;
  }

  async checkPassRole(roleArn: string, context: OperationContext): Promise<void> {
    const { authoriser } = this.#deps;
    const named = parseRoleArn(roleArn);
    if (named && named.account !== context.account) {
      throw validationException('RoleArn: Cross-account pass role is not allowed.');
    }
    if (named) {
      const more = { 'iam:passedtoservice': [SAGEMAKER] };
      await authoriser.require('sagemaker', { action: 'iam:PassRole', resource: roleArn, context, more });
    }
    const role = named && (await this.find(named.account, named.name));
    if (role?.arn !== roleArn || !authoriser.trustsSageMaker(roleArn, role.document.trustPolicy, context)) {
      throw validationException(
        `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal '${SAGEMAKER}' to assume the role.`,
      );
    }
  }

  checkS3(
    action: string,
    resource: string,
    context: OperationContext,
    input: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    return this.#deps.authoriser.require('s3', { action, resource, context, input });
  }

  hostToken(grant: HostGrant): string {
    return this.#deps.hostTokens.seal({ ...grant, sessionName: sessionNameOf(grant.sessionName) });
  }

  roleContext(roleArn: string, sessionName: string, scope: Scope): OperationContext {
    return {
      account: scope.account,
      region: scope.region,
      principal: assumedRolePrincipal(scope, roleNameOf(roleArn), sessionNameOf(sessionName)),
      requestId: newUuid(),
      endpoint: this.#deps.endpoint(),
    };
  }

  find(account: string, roleName: string): Promise<RoleRecord | undefined> {
    return roleTable.find(this.#deps.store, iamScope(account), roleName);
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
