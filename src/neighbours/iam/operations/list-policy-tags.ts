import type { ListPolicyTagsRequest, ListPolicyTagsResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { findPolicy } from '../found-policies.ts';
import { tagPage } from '../holders/entity-tags.ts';
import type { Identity } from '../identity.ts';

export function listPolicyTags(
  identity: Identity,
  tokens: PageTokens,
): Operation<ListPolicyTagsRequest, ListPolicyTagsResponse> {
  return async (input, context) => {
    const found = await findPolicy(identity, context, input.PolicyArn);
    const tags = 'aws' in found ? [] : found.record.document.tags;
    return tagPage(tags, input, tokens, { operation: 'ListPolicyTags', context, policy: input.PolicyArn });
  };
}
