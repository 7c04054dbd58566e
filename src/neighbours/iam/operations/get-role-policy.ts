import type { GetRolePolicyRequest, GetRolePolicyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { noSuchEntity } from '../iam-errors.ts';
import { encodePolicy } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { roleNamed } from '../role-changes.ts';

export function getRolePolicy(identity: Identity): Operation<GetRolePolicyRequest, GetRolePolicyResponse> {
  return async (input, context) => {
    const role = await roleNamed(identity, context, input.RoleName);
    const document = Object.entries(role.document.inlinePolicies).find(([name]) => name === input.PolicyName)?.[1];
    if (document === undefined) {
      throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
    }
    return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodePolicy(document) };
  };
}
