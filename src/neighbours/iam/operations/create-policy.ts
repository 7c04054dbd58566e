import type { CreatePolicyRequest, CreatePolicyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { mergeTags } from '../holders/entity-tags.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, newIamId } from '../iam-names.ts';
import { policyShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type PolicyRecord, policyTable } from '../identity-store.ts';
import { checkManagedPolicy } from '../policy-checks.ts';

/** Makes a managed policy of the account with its first version. */
export function createPolicy({ store, clock }: Identity): Operation<CreatePolicyRequest, CreatePolicyResponse> {
  return async (input, context) => {
    checkManagedPolicy(input.PolicyDocument);
    const nowMs = clock.nowMs();
    const path = input.Path ?? '/';
    const policy: PolicyRecord = {
      ...iamScope(context.account),
      parent: '',
      name: input.PolicyName,
      arn: iamArn('policy', context, path, input.PolicyName),
      status: 'Active',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: {
        policyId: newIamId('policy'),
        path,
        description: input.Description,
        defaultVersionId: 'v1',
        versions: [{ versionId: 'v1', document: input.PolicyDocument, creationMs: nowMs }],
        versionsMade: 1,
        tags: mergeTags([], input.Tags ?? []),
      },
      extra: {},
    };
    if (!(await store.transaction((tx) => policyTable.insert(tx, policy)))) {
      throw entityAlreadyExists(`A policy called ${input.PolicyName} already exists. Duplicate names are not allowed.`);
    }
    return { Policy: policyShape(policy, 0) };
  };
}
