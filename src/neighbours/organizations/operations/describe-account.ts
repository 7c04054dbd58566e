import type { DescribeAccountRequest, DescribeAccountResponse } from '../../../api/generated/organizations-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findAccount } from '../accounts-store.ts';
import { noSuchAccount, requireManagement } from '../management-account.ts';
import { accountShape } from '../organization-shapes.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

export function describeAccount(deps: OrganizationsDeps): Operation<DescribeAccountRequest, DescribeAccountResponse> {
  return async (input, context) => {
    requireManagement(deps, context);
    const row = await findAccount(deps.identity.store.reader, input.AccountId);
    if (!row) throw noSuchAccount();
    return { Account: accountShape(row, deps.managementAccount, context) };
  };
}
