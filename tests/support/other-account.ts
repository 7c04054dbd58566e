import { randomLowerId } from '../../src/base/ids.ts';
import { ApiClient } from './api-client.ts';
import { REGION } from './callers.ts';
import type { WholeServer } from './whole-server.ts';
import type { Members } from './wire-encoding.ts';

export interface OtherAccount {
  readonly account: string;
  /** The account's own execution role. */
  readonly role: string;
  /** Whoever may do everything in it. */
  readonly admin: ApiClient;
  readonly adminArn: string;
  clientIn(region: string): ApiClient;
  /** A user of the account with one policy. */
  userWith(policy: string): Promise<ApiClient>;
  close(): void;
}

/** `<Name>value</Name>` of an XML answer. */
export function element(xml: Buffer, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml.toString())?.[1] ?? '';
}

/** A new account of the server, made as its operator makes one: by the API, with a user who may do everything. */
export async function makeAccount(server: WholeServer, management: ApiClient): Promise<OtherAccount> {
  const clients: ApiClient[] = [];
  const clientOf = (xml: Buffer, region = REGION) => {
    const sessionToken = element(xml, 'SessionToken');
    const credential = {
      accessKeyId: element(xml, 'AccessKeyId'),
      secretAccessKey: element(xml, 'SecretAccessKey'),
      principal: server.credential.principal,
      ...(sessionToken && { sessionToken }),
    };
    const client = new ApiClient({ url: server.url, credential }, region);
    clients.push(client);
    return client;
  };
  const name = `team-${randomLowerId(8)}`;
  const made = await management.ask('organizations', 'CreateAccount', { AccountName: name, Email: `${name}@x.test` });
  const { AccountId: account } = made['CreateAccountStatus'] as { AccountId: string };
  const entry = await management.call('sts', 'AssumeRole', {
    RoleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'setup',
  });
  const setup = clientOf(entry.body);
  const iam = async (operation: string, input: Members) => {
    const answer = await setup.call('iam', operation, input);
    if (answer.code !== undefined) throw new Error(`${operation}: ${answer.code}: ${answer.message}`);
    return answer.body;
  };
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam('CreateUser', { UserName: 'boss' });
  await iam('AttachUserPolicy', { UserName: 'boss', PolicyArn });
  const key = await iam('CreateAccessKey', { UserName: 'boss' });
  return {
    account,
    role: `arn:aws:iam::${account}:role/SagebrushExecutionRole`,
    admin: clientOf(key),
    adminArn: `arn:aws:iam::${account}:user/boss`,
    clientIn: (region) => clientOf(key, region),
    async userWith(PolicyDocument) {
      const UserName = `user-${randomLowerId(6)}`;
      await iam('CreateUser', { UserName });
      await iam('PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument });
      return clientOf(await iam('CreateAccessKey', { UserName }));
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}
