import type { CreateRoleRequest, CreateRoleResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, roleIdOf } from '../iam-names.ts';
import { roleShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type RoleRecord, roleTable } from '../identity-store.ts';
import { checkPolicyDocument } from '../policy-document.ts';

const SESSION_SECONDS_DEFAULT = 3600;

/** Makes a role with its trust policy. */
export function createRole({ store, clock }: Identity): Operation<CreateRoleRequest, CreateRoleResponse> {
  return async (input, context) => {
    checkPolicyDocument(input.AssumeRolePolicyDocument);
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
        tags: input.Tags ?? [],
        attachedPolicyArns: [],
        inlinePolicies: {},
      },
      extra: {},
    };
    if (!(await store.transaction((tx) => roleTable.insert(tx, role)))) {
      throw entityAlreadyExists(`Role with name ${input.RoleName} already exists.`);
    }
    return { Role: roleShape(role) };
  };
}
