import type { SetDefaultPolicyVersionRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changePolicy } from '../found-policies.ts';
import { noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';

/** Puts a version in force. */
export function setDefaultPolicyVersion(
  identity: Identity,
): Operation<SetDefaultPolicyVersionRequest, Record<never, never>> {
  return async (input, context) => {
    await changePolicy(identity, context, input.PolicyArn, (policy) => {
      if (!policy.versions.some(({ versionId }) => versionId === input.VersionId)) {
        throw noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
      }
      return { ...policy, defaultVersionId: input.VersionId };
    });
    return {};
  };
}
