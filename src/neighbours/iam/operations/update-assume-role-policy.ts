import type { UpdateAssumeRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changeHolder, ROLES } from '../holders/holder-kinds.ts';
import type { Identity } from '../identity.ts';
import { checkPolicy } from '../policy-checks.ts';

/** Replaces a role's trust policy. */
export function updateAssumeRolePolicy(
  identity: Identity,
): Operation<UpdateAssumeRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    checkPolicy(input.PolicyDocument, 'trust');
    await changeHolder(identity, ROLES, context, input.RoleName, (role) => ({
      ...role,
      trustPolicy: input.PolicyDocument,
    }));
    return {};
  };
}
