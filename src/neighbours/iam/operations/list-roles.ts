import type { ListRolesRequest, ListRolesResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { listByName } from '../iam-lists.ts';
import { roleShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { roleTable } from '../identity-store.ts';

export function listRoles({ store }: Identity, tokens: PageTokens): Operation<ListRolesRequest, ListRolesResponse> {
  return async (input, context) => {
    const { records, rest } = await listByName(roleTable, store, tokens, 'ListRoles', input, context);
    return { Roles: records.map(roleShape), ...rest };
  };
}
