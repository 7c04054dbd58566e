import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findPolicy } from '../found-policies.ts';
import type { Identity } from '../identity.ts';
import { versionShapes } from '../policy-versions.ts';

/** Newest first; there are five at most, so they fit one page. */
export function listPolicyVersions(
  identity: Identity,
): Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> {
  return async (input, context) => {
    const found = await findPolicy(identity, context, input.PolicyArn);
    return { Versions: versionShapes(found).map(({ shape }) => shape), IsTruncated: false };
  };
}
