import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { changePolicy } from '../found-policies.ts';
import { limitExceeded } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { checkManagedPolicy } from '../policy-checks.ts';

/** Versions that a policy keeps (IAM quotas). */
const VERSIONS_MAX = 5;

/** Adds a version, which is in force only when it is set as default. */
export function createPolicyVersion(
  identity: Identity,
): Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> {
  return async (input, context) => {
    checkManagedPolicy(input.PolicyDocument);
    const creationMs = identity.clock.nowMs();
    const isDefault = input.SetAsDefault ?? false;
    let versionId = '';
    await changePolicy(identity, context, input.PolicyArn, (policy) => {
      if (policy.versions.length >= VERSIONS_MAX) {
        throw limitExceeded(
          `A managed policy can have up to ${VERSIONS_MAX} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      versionId = `v${policy.versionsMade + 1}`;
      return {
        ...policy,
        versions: [...policy.versions, { versionId, document: input.PolicyDocument, creationMs }],
        versionsMade: policy.versionsMade + 1,
        defaultVersionId: isDefault ? versionId : policy.defaultVersionId,
      };
    });
    return {
      PolicyVersion: { VersionId: versionId, IsDefaultVersion: isDefault, CreateDate: epochSeconds(creationMs) },
    };
  };
}
