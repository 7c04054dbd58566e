import type { CloseAccountRequest } from '../../../api/generated/organizations-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { findAccount, suspendAccount } from '../accounts-store.ts';
import { noSuchAccount, requireManagement } from '../management-account.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

/** From now on no key of the account is accepted. What it has stays, and what runs goes on to its end. */
export function closeAccount(deps: OrganizationsDeps): Operation<CloseAccountRequest, Record<never, never>> {
  const { identity, managementAccount } = deps;
  return async (input, context) => {
    requireManagement(deps, context);
    if (input.AccountId === managementAccount) {
      throw new ServiceError('ConstraintViolationException', 'You cannot close the management account.');
    }
    await identity.store.transaction(async (tx) => {
      const row = await findAccount(tx.db, input.AccountId);
      if (!row) throw noSuchAccount();
      if (row.status === 'SUSPENDED') {
        throw new ServiceError('AccountAlreadyClosedException', 'The account is already closed.');
      }
      await suspendAccount(tx, row.account);
      tx.afterCommit(identity.forgetCredentials);
    });
    return {};
  };
}
