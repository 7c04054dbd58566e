import type {
  CreateAccountFailureReason,
  CreateAccountRequest,
  CreateAccountResponse,
} from '../../../api/generated/organizations-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { randomBelow } from '../../../base/random.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { makeFirstRoles } from '../../iam/index.ts';
import { type AccountRow, countAccounts, hasEmail, insertAccount } from '../accounts-store.ts';
import { newRequestId, requireManagement } from '../management-account.ts';
import { creationShape } from '../organization-shapes.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

/** Accounts of one server. */
const ACCOUNTS_MAX = 1000;

/** The name that Organizations gives the role when the request names none. */
const ROLE_DEFAULT = 'OrganizationAccountAccessRole';

/**
 * Makes an account with nothing in it but two roles: one by which the management account gets in, and the execution role
 * that every account has here. Nobody has keys of it until somebody goes in and makes some.
 */
export function createAccount(deps: OrganizationsDeps): Operation<CreateAccountRequest, CreateAccountResponse> {
  const { identity, managementAccount } = deps;
  return async (input, context) => {
    requireManagement(deps, context);
    const creationMs = identity.clock.nowMs();
    const made = await identity.store.transaction(async (tx) => {
      if ((await countAccounts(tx)) >= ACCOUNTS_MAX) return 'ACCOUNT_LIMIT_EXCEEDED';
      if (await hasEmail(tx, input.Email)) return 'EMAIL_ALREADY_EXISTS';
      const row = await insertNew(tx, input, creationMs);
      const accessRole = input.RoleName ?? ROLE_DEFAULT;
      await makeFirstRoles(identity, tx, { ...scopeOf(context, row), accessRole, trustedAccount: managementAccount });
      tx.afterCommit(identity.forgetPolicies);
      return row;
    });
    return { CreateAccountStatus: typeof made === 'string' ? failed(made, input, creationMs) : creationShape(made) };
  };
}

const scopeOf = ({ region }: OperationContext, { account }: AccountRow) => ({ scope: { account, region } });

/** A number is drawn until it is nobody's. */
async function insertNew(tx: SqlTransaction, input: CreateAccountRequest, creationMs: number): Promise<AccountRow> {
  for (;;) {
    const row: AccountRow = {
      account: `${1 + randomBelow(9)}${String(randomBelow(10 ** 11)).padStart(11, '0')}`,
      name: input.AccountName,
      email: input.Email.toLowerCase(),
      status: 'ACTIVE',
      creation_ms: creationMs,
      request_id: newRequestId(),
    };
    if (await insertAccount(tx, row)) return row;
  }
}

function failed(reason: CreateAccountFailureReason, { AccountName }: CreateAccountRequest, atMs: number) {
  return {
    Id: newRequestId(),
    AccountName,
    State: 'FAILED' as const,
    RequestedTimestamp: epochSeconds(atMs),
    CompletedTimestamp: epochSeconds(atMs),
    FailureReason: reason,
  };
}
