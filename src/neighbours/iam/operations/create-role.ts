import type { CreateRoleRequest, CreateRoleResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkBoundary } from '../holders/boundaries.ts';
import { mergeTags } from '../holders/entity-tags.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, roleIdOf } from '../iam-names.ts';
import { roleShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type RoleRecord, roleTable } from '../identity-store.ts';
import { checkPolicy } from '../policy-checks.ts';

const SESSION_SECONDS_DEFAULT = 3600;

/** Makes a role with its trust policy. */
export function createRole(identity: Identity): Operation<CreateRoleRequest, CreateRoleResponse> {
  const { store, clock } = identity;
  return async (input, context) => {
    checkPolicy(input.AssumeRolePolicyDocument, 'trust');
    const boundaryArn = input.PermissionsBoundary;
    if (boundaryArn !== undefined) await checkBoundary(identity, context.account, boundaryArn);
    const nowMs = clock.nowMs();
    const path = input.Path ?? '/';
    const role: RoleRecord = {
      ...iamScope(context.account),
      parent: '',
      name: input.RoleName,
      arn: iamArn('role', context, path, input.RoleName),
      status: 'Active',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: {
        roleId: roleIdOf(context.account, input.RoleName),
        path,
        description: input.Description,
        trustPolicy: input.AssumeRolePolicyDocument,
        sessionSecondsMax: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
        tags: mergeTags([], input.Tags ?? []),
        attachedPolicyArns: [],
        inlinePolicies: {},
        boundaryArn,
      },
      extra: {},
    };
    await store.transaction(async (tx) => {
      if (!(await roleTable.insert(tx, role))) {
        throw entityAlreadyExists(`Role with name ${input.RoleName} already exists.`);
      }
      tx.afterCommit(identity.forgetPolicies);
    });
    return { Role: roleShape(role) };
  };
}
