import type { CreateUserResponse, Group, User } from '../../api/generated/iam-types.ts';
import { everyPage } from './every-page.ts';
import { attachPolicies, type PolicyOptions, policiesOf, policyArnsOf, removePolicies } from './holders.ts';
import { keysOf, makeKey } from './keys.ts';
import { dateText, printFacts, printRows } from './print-table.ts';
import { clientFor, type IdentityOptions } from './server-client.ts';

/** Makes a user with policies and, unless it is not wanted, a key, which is printed this once. */
export async function createUser(name: string, options: PolicyOptions & { key: boolean }): Promise<void> {
  const { policy: policies = [], key, ...rest } = options;
  const client = await clientFor(rest);
  const policyArns = await policyArnsOf(client, policies);
  const { User: user } = await client.query<CreateUserResponse>('iam', 'CreateUser', { UserName: name });
  await attachPolicies(client, 'User', name, policyArns);
  printFacts({ user: name, arn: user?.Arn ?? '', ...(key ? await makeKey(client, name) : {}) }, options.json);
}

export async function listUsers(options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  const rows: Record<string, string>[] = [];
  for (const user of await everyPage<User>(client, 'ListUsers', 'Users')) {
    const keys = await keysOf(client, user.UserName);
    rows.push({
      user: user.UserName,
      policies: await policiesOf(client, 'User', user.UserName),
      keys: keys.map((key) => `${key.AccessKeyId}${key.Status === 'Active' ? '' : ' (off)'}`).join(', '),
      made: dateText(user.CreateDate),
    });
  }
  printRows(rows, options.json);
}

/** Removes a user with keys, policies and memberships: what IAM wants gone first goes. */
export async function deleteUser(name: string, options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  for (const { AccessKeyId = '' } of await keysOf(client, name)) {
    await client.query('iam', 'DeleteAccessKey', { UserName: name, AccessKeyId });
  }
  await removePolicies(client, 'User', name);
  for (const { GroupName } of await everyPage<Group>(client, 'ListGroupsForUser', 'Groups', { UserName: name })) {
    await client.query('iam', 'RemoveUserFromGroup', { UserName: name, GroupName });
  }
  await client.query('iam', 'DeleteUser', { UserName: name });
}
