import type { ListUsersRequest, ListUsersResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { listByName } from '../iam-lists.ts';
import { userShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { userTable } from '../identity-store.ts';

export function listUsers({ store }: Identity, tokens: PageTokens): Operation<ListUsersRequest, ListUsersResponse> {
  return async (input, context) => {
    const { records, rest } = await listByName(userTable, store, tokens, 'ListUsers', input, context);
    return { Users: records.map(userShape), ...rest };
  };
}
