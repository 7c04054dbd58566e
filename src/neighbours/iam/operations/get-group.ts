import type { GetGroupRequest, GetGroupResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { membersOf } from '../group-members.ts';
import { GROUPS, holderNamed } from '../holders/holder-kinds.ts';
import { pageOf } from '../iam-lists.ts';
import { groupShape, userShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';

/** The group and a page of its users by name. */
export function getGroup(identity: Identity, tokens: PageTokens): Operation<GetGroupRequest, GetGroupResponse> {
  return async (input, context) => {
    const group = await holderNamed(identity, GROUPS, context, input.GroupName);
    const users = await membersOf(identity.store, context.account, group.name);
    const query = { operation: 'GetGroup', context, group: group.arn };
    const { items, rest } = pageOf(users, input, tokens, query, (user) => user.name.toLowerCase());
    return { Group: groupShape(group), Users: items.map(userShape), ...rest };
  };
}
