import type { ListAccountsRequest, ListAccountsResponse } from '../../../api/generated/organizations-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { listAccounts as readAccounts } from '../accounts-store.ts';
import { requireManagement } from '../management-account.ts';
import { accountShape } from '../organization-shapes.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

const PAGE_DEFAULT = 20;

/** Every account of the server, oldest first. */
export function listAccounts(deps: OrganizationsDeps): Operation<ListAccountsRequest, ListAccountsResponse> {
  const { identity, tokens, managementAccount } = deps;
  return async (input, context) => {
    requireManagement(deps, context);
    const limit = input.MaxResults ?? PAGE_DEFAULT;
    const query = { operation: 'ListAccounts', context };
    const rows = await readAccounts(identity.store.reader, limit + 1, tokens.open(input.NextToken, query));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      Accounts: page.map((row) => accountShape(row, managementAccount, context)),
      ...(rows.length > limit && last ? { NextToken: tokens.seal([last.creation_ms, last.account], query) } : {}),
    };
  };
}
