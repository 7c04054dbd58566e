import type { PolicyVersion } from '../../api/generated/iam-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { AwsPolicy } from './access/aws-policies.ts';
import { AWS_VERSION, awsPolicyCreated } from './found-policies.ts';
import type { PolicyRecord } from './identity-store.ts';

interface ShownVersion {
  readonly shape: PolicyVersion;
  readonly document: string;
}

/** The versions of a managed policy, newest first. */
export function versionShapes(
  policy: { readonly aws: AwsPolicy } | { readonly record: PolicyRecord },
): readonly ShownVersion[] {
  if ('aws' in policy) {
    const shape = { VersionId: AWS_VERSION, IsDefaultVersion: true, CreateDate: awsPolicyCreated };
    return [{ shape, document: policy.aws.document }];
  }
  const { versions, defaultVersionId } = policy.record.document;
  return versions.toReversed().map(({ versionId, creationMs, document }) => ({
    shape: {
      VersionId: versionId,
      IsDefaultVersion: versionId === defaultVersionId,
      CreateDate: epochSeconds(creationMs),
    },
    document,
  }));
}
