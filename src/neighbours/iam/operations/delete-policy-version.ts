import type { DeletePolicyVersionRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changePolicy } from '../found-policies.ts';
import { deleteConflict, noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';

/** Removes a version that is not in force. */
export function deletePolicyVersion(identity: Identity): Operation<DeletePolicyVersionRequest, Record<never, never>> {
  return async (input, context) => {
    await changePolicy(identity, context, input.PolicyArn, (policy) => {
      const versions = policy.versions.filter(({ versionId }) => versionId !== input.VersionId);
      if (versions.length === policy.versions.length) {
        throw noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
      }
      if (policy.defaultVersionId === input.VersionId) {
        throw deleteConflict('Cannot delete the default version of a policy.');
      }
      return { ...policy, versions };
    });
    return {};
  };
}
