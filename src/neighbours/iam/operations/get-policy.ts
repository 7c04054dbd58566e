import type { GetPolicyRequest, GetPolicyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { awsPolicyShape, findPolicy } from '../found-policies.ts';
import { policyShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { attachmentCounts } from '../policy-attachments.ts';

export function getPolicy(identity: Identity): Operation<GetPolicyRequest, GetPolicyResponse> {
  return async (input, context) => {
    const found = await findPolicy(identity, context, input.PolicyArn);
    const attachments = (await attachmentCounts(identity.store, context.account)).get(input.PolicyArn) ?? 0;
    if ('aws' in found) {
      return { Policy: { ...awsPolicyShape(found.aws, context, attachments), Description: found.aws.description } };
    }
    const { description, tags } = found.record.document;
    return {
      Policy: {
        ...policyShape(found.record, attachments),
        Description: description,
        ...(tags.length > 0 ? { Tags: [...tags] } : {}),
      },
    };
  };
}
