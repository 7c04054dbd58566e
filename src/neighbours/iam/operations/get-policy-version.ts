import type { GetPolicyVersionRequest, GetPolicyVersionResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findPolicy } from '../found-policies.ts';
import { noSuchEntity } from '../iam-errors.ts';
import { encodePolicy } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { versionShapes } from '../policy-versions.ts';

/** A version with its document. */
export function getPolicyVersion(identity: Identity): Operation<GetPolicyVersionRequest, GetPolicyVersionResponse> {
  return async (input, context) => {
    const found = await findPolicy(identity, context, input.PolicyArn);
    const version = versionShapes(found).find(({ shape }) => shape.VersionId === input.VersionId);
    if (!version)
      throw noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
    return { PolicyVersion: { ...version.shape, Document: encodePolicy(version.document) } };
  };
}
