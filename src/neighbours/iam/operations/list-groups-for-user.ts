import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { holderNamed, USERS } from '../holders/holder-kinds.ts';
import { pageOf } from '../iam-lists.ts';
import { iamScope } from '../iam-names.ts';
import { groupShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { groupTable } from '../identity-store.ts';

export function listGroupsForUser(
  identity: Identity,
  tokens: PageTokens,
): Operation<ListGroupsForUserRequest, ListGroupsForUserResponse> {
  return async (input, context) => {
    const user = await holderNamed(identity, USERS, context, input.UserName);
    const scope = iamScope(context.account);
    const groups = await groupTable.findMany(identity.store.reader, scope, user.document.groups ?? []);
    const sorted = [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
    const query = { operation: 'ListGroupsForUser', context, user: user.arn };
    const { items, rest } = pageOf(sorted, input, tokens, query, (group) => group.name.toLowerCase());
    return { Groups: items.map(groupShape), ...rest };
  };
}
