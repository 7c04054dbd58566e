import type { DetachRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { changeRole } from '../role-changes.ts';

export function detachRolePolicy(identity: Identity): Operation<DetachRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    await changeRole(identity, context, input.RoleName, (role) => {
      if (!role.attachedPolicyArns.includes(input.PolicyArn)) {
        throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
      }
      return { ...role, attachedPolicyArns: role.attachedPolicyArns.filter((arn) => arn !== input.PolicyArn) };
    });
    return {};
  };
}
