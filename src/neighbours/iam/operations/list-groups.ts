import type { ListGroupsRequest, ListGroupsResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { listByName } from '../iam-lists.ts';
import { groupShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { groupTable } from '../identity-store.ts';

export function listGroups({ store }: Identity, tokens: PageTokens): Operation<ListGroupsRequest, ListGroupsResponse> {
  return async (input, context) => {
    const { records, rest } = await listByName(groupTable, store, tokens, 'ListGroups', input, context);
    return { Groups: records.map(groupShape), ...rest };
  };
}
