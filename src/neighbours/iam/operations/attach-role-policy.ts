import type { AttachRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { invalidInput, limitExceeded } from '../iam-errors.ts';
import { isPolicyArn } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { changeRole } from '../role-changes.ts';

/** As many as IAM can be asked to allow (IAM quotas, managed policies of a role). */
const ATTACHED_MAX = 20;

/** Remembers a managed policy with the role; attaching it twice is one attachment. */
export function attachRolePolicy(identity: Identity): Operation<AttachRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    if (!isPolicyArn(input.PolicyArn)) throw invalidInput(`ARN ${input.PolicyArn} is not valid.`);
    await changeRole(identity, context, input.RoleName, (role) => {
      const attachedPolicyArns = [...new Set([...role.attachedPolicyArns, input.PolicyArn])];
      if (attachedPolicyArns.length > ATTACHED_MAX) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${ATTACHED_MAX}`);
      }
      return { ...role, attachedPolicyArns };
    });
    return {};
  };
}
