import type { OperationContext } from '../../api/operation.ts';
import { InvariantError, ServiceError } from '../../base/errors.ts';
import { randomLowerId } from '../../base/ids.ts';
import { type AccountRow, findAccount, insertAccount } from './accounts-store.ts';
import type { OrganizationsDeps } from './organizations-deps.ts';

/** Only the management account may see and change what accounts there are. Throws AccessDeniedException. */
export function requireManagement({ managementAccount }: OrganizationsDeps, context: OperationContext): void {
  if (context.account === managementAccount) return;
  throw new ServiceError('AccessDeniedException', "You don't have permissions to access this resource.");
}

/** Writes down the account that the server was started with, once. */
export async function ensureManagementAccount({ identity, managementAccount }: OrganizationsDeps): Promise<void> {
  const { store, clock } = identity;
  if (await findAccount(store.reader, managementAccount)) return;
  await store.transaction((tx) =>
    insertAccount(tx, {
      account: managementAccount,
      name: 'management',
      email: 'admin@sagebrush.localhost',
      status: 'ACTIVE',
      creation_ms: clock.nowMs(),
      request_id: newRequestId(),
    }),
  );
}

export async function managementRow({ identity, managementAccount }: OrganizationsDeps): Promise<AccountRow> {
  const row = await findAccount(identity.store.reader, managementAccount);
  if (!row) throw new InvariantError('the management account was not written down at the start');
  return row;
}

export const newRequestId = () => `car-${randomLowerId(32)}`;

export const noSuchAccount = () =>
  new ServiceError('AccountNotFoundException', "You specified an account that doesn't exist.");
