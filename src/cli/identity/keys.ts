import type { AccessKeyMetadata, CreateAccessKeyResponse, User } from '../../api/generated/iam-types.ts';
import { ConfigError } from '../../config/config-error.ts';
import { everyPage } from './every-page.ts';
import { dateText, printFacts, printRows } from './print-table.ts';
import { clientFor, type IdentityOptions, type ServerClient } from './server-client.ts';

/** A new key of a user. Its secret is known here and nowhere else. */
export async function makeKey(client: ServerClient, user: string): Promise<Record<string, string>> {
  const { AccessKey: key } = await client.query<CreateAccessKeyResponse>('iam', 'CreateAccessKey', { UserName: user });
  return { 'access key id': key?.AccessKeyId ?? '', 'secret access key': key?.SecretAccessKey ?? '' };
}

export function keysOf(client: ServerClient, user: string): Promise<AccessKeyMetadata[]> {
  return everyPage(client, 'ListAccessKeys', 'AccessKeyMetadata', { UserName: user });
}

export async function createKey(user: string, options: IdentityOptions): Promise<void> {
  printFacts({ user, ...(await makeKey(await clientFor(options), user)) }, options.json);
}

/** The keys of one user, or of all. */
export async function listKeys(user: string | undefined, options: IdentityOptions): Promise<void> {
  const rows = (await everyKey(await clientFor(options), user)).map((key) => ({
    key: key.AccessKeyId ?? '',
    user: key.UserName ?? '',
    status: key.Status ?? '',
    made: dateText(key.CreateDate),
  }));
  printRows(rows, options.json);
}

export async function deleteKey(keyId: string, options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  await client.query('iam', 'DeleteAccessKey', { UserName: await ownerOf(client, keyId), AccessKeyId: keyId });
}

/** Switches a key on or off. */
export async function setKey(keyId: string, Status: 'Active' | 'Inactive', options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  await client.query('iam', 'UpdateAccessKey', { UserName: await ownerOf(client, keyId), AccessKeyId: keyId, Status });
}

async function everyKey(client: ServerClient, user: string | undefined): Promise<AccessKeyMetadata[]> {
  if (user !== undefined) return keysOf(client, user);
  const users = await everyPage<User>(client, 'ListUsers', 'Users');
  return (await Promise.all(users.map(({ UserName }) => keysOf(client, UserName)))).flat();
}

async function ownerOf(client: ServerClient, keyId: string): Promise<string> {
  const key = (await everyKey(client, undefined)).find(({ AccessKeyId }) => AccessKeyId === keyId);
  if (key?.UserName === undefined) {
    throw new ConfigError(`No user of account ${client.account} has the access key ${keyId}.`);
  }
  return key.UserName;
}
