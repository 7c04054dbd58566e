import type { Account, CreateAccountResponse, ListAccountsResponse } from '../../api/generated/organizations-types.ts';
import { ConfigError } from '../../config/config-error.ts';
import { makeKey } from './keys.ts';
import { dateText, printFacts, printRows } from './print-table.ts';
import { clientFor, type IdentityOptions, type ServerClient } from './server-client.ts';

const ADMINISTRATOR = 'admin';

/** Makes an account and its administrator, and prints the administrator's key this once. */
export async function createAccount(name: string, options: IdentityOptions & { email?: string }): Promise<void> {
  const { email, ...rest } = options;
  const client = await clientFor(rest);
  const { CreateAccountStatus: status } = await client.json<CreateAccountResponse>('organizations', 'CreateAccount', {
    AccountName: name,
    Email: email ?? `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}@accounts.invalid`,
  });
  const account = status?.AccountId;
  if (account === undefined) {
    throw new ConfigError(`The account could not be made: ${status?.FailureReason ?? 'no reason was given'}.`);
  }
  const inside = await client.inAccount(account);
  await inside.query('iam', 'CreateUser', { UserName: ADMINISTRATOR });
  await inside.query('iam', 'AttachUserPolicy', {
    UserName: ADMINISTRATOR,
    PolicyArn: `arn:${client.partition}:iam::aws:policy/AdministratorAccess`,
  });
  printFacts({ account, user: ADMINISTRATOR, ...(await makeKey(inside, ADMINISTRATOR)) }, options.json);
}

export async function listAccounts(options: IdentityOptions): Promise<void> {
  const rows = (await everyAccount(await clientFor(options))).map((account) => ({
    account: account.Id ?? '',
    name: account.Name ?? '',
    status: account.Status ?? '',
    email: account.Email ?? '',
    made: dateText(account.JoinedTimestamp),
  }));
  printRows(rows, options.json);
}

/** Closing can't be taken back by the API, so it wants to be confirmed. */
export async function closeAccount(account: string, options: IdentityOptions & { yes?: boolean }): Promise<void> {
  const { yes, ...rest } = options;
  if (!yes) {
    throw new ConfigError(
      `All keys of account ${account} would be refused from now on. Its data would stay. Give --yes to close it.`,
    );
  }
  await (await clientFor(rest)).json('organizations', 'CloseAccount', { AccountId: account });
}

async function everyAccount(client: ServerClient): Promise<Account[]> {
  const accounts: Account[] = [];
  let token: string | undefined;
  do {
    const page: ListAccountsResponse = await client.json('organizations', 'ListAccounts', {
      ...(token === undefined ? {} : { NextToken: token }),
    });
    accounts.push(...(page.Accounts ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return accounts;
}
