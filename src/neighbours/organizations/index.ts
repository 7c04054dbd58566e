import type { OrganizationsOperations } from '../../api/generated/organizations-types.ts';
import type { Handlers } from '../../api/operation.ts';
import { closeAccount } from './operations/close-account.ts';
import { createAccount } from './operations/create-account.ts';
import { describeAccount } from './operations/describe-account.ts';
import { describeCreateAccountStatus } from './operations/describe-create-account-status.ts';
import { describeOrganization } from './operations/describe-organization.ts';
import { listAccounts } from './operations/list-accounts.ts';
import type { OrganizationsDeps } from './organizations-deps.ts';

export { ensureManagementAccount } from './management-account.ts';

/** The part of AWS Organizations that makes accounts, for which IAM has no operation. */
export function organizationsHandlers(deps: OrganizationsDeps): Handlers<OrganizationsOperations> {
  return {
    CloseAccount: closeAccount(deps),
    CreateAccount: createAccount(deps),
    DescribeAccount: describeAccount(deps),
    DescribeCreateAccountStatus: describeCreateAccountStatus(deps),
    DescribeOrganization: describeOrganization(deps),
    ListAccounts: listAccounts(deps),
  };
}
