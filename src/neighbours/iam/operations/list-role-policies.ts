import type { ListRolePoliciesRequest, ListRolePoliciesResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Identity } from '../identity.ts';
import { roleNamed } from '../role-changes.ts';

/** Names of the inline policies; they always fit one page. */
export function listRolePolicies(identity: Identity): Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> {
  return async (input, context) => {
    const role = await roleNamed(identity, context, input.RoleName);
    return { PolicyNames: Object.keys(role.document.inlinePolicies).sort(), IsTruncated: false };
  };
}
