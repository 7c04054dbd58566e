import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IamOperations } from '../../src/api/generated/iam-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomHex, randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createIdentity, HostCredentials, type Identity, iamHandlers } from '../../src/neighbours/iam/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const OWNER = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:training-job/a`;
const TRUST = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

forEachStore('Keys for hosts', (open) => {
  const clock = new ManualClock();
  const hostSecret = randomHex(32);
  let store: SqlStore;
  let identity: Identity;
  let server: Server;
  let isAtWork = true;
  let role: { name: string; arn: string };

  const start = () =>
    createIdentity({ store, clock, logger: silentLogger, endpoint: () => 'http://127.0.0.1:1', hostSecret });

  beforeAll(async () => {
    store = await open();
    identity = start();
    const route = new HostCredentials(identity, async () => isAtWork, silentLogger);
    server = createServer((request, response) => void route.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    role = await newRole();
  });
  afterAll(() => server.close());

  async function newRole() {
    const name = `Role-${randomLowerId(8)}`;
    const iam = caller<IamOperations>(iamHandlers(identity, new PageTokens(new Uint8Array(32))));
    const { Role } = await iam('CreateRole', { RoleName: name, AssumeRolePolicyDocument: TRUST });
    return { name, arn: Role.Arn };
  }

  async function ask(authorization?: string, method = 'GET') {
    const { port } = server.address() as AddressInfo;
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await fetch(`http://127.0.0.1:${port}/`, { method, headers });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  const tokenFor = (arn: string) =>
    identity.roles.hostToken({
      ...{ roleArn: arn, sessionName: 'SageMaker', ownerArn: OWNER, account: ACCOUNT, region: REGION },
    });

  it('are short-lived, act as the role, and are the same for all processes of a host', async () => {
    const token = tokenFor(role.arn);
    const [first, second] = await Promise.all([ask(token), ask(token)]);
    expect(first.status).toBe(200);
    expect(first.body['RoleArn']).toBe(role.arn);
    expect(Date.parse(first.body['Expiration'] ?? '')).toBe(clock.nowMs() + 3_600_000);
    expect((await ask(token)).body).toEqual(first.body);
    expect([first.body['AccessKeyId'], second.body['AccessKeyId']]).toContain(first.body['AccessKeyId']);
    expect(await identity.credentials.find(first.body['AccessKeyId'] ?? '')).toMatchObject({
      sessionToken: first.body['Token'],
      principal: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/SageMaker` },
    });
  });

  it('are made anew before they end, as often as the host asks', async () => {
    const token = tokenFor(role.arn);
    const first = (await ask(token)).body;
    clock.advance(20 * 60_000);
    expect((await ask(token)).body['AccessKeyId']).toBe(first['AccessKeyId']);
    clock.advance(15 * 60_000);
    const later = (await ask(token)).body;
    expect(later['AccessKeyId']).not.toBe(first['AccessKeyId']);
    expect(Date.parse(later['Expiration'] ?? '')).toBe(clock.nowMs() + 3_600_000);
  });

  it('go on after the server was started again', async () => {
    const token = tokenFor(role.arn);
    expect(start().hostTokens.open(token)).toMatchObject({ roleArn: role.arn, ownerArn: OWNER });
    const stranger = createIdentity({
      store,
      clock,
      logger: silentLogger,
      endpoint: () => '',
      hostSecret: randomHex(32),
    });
    expect(stranger.hostTokens.open(token)).toBeUndefined();
  });

  it('end with the work', async () => {
    const token = tokenFor(role.arn);
    isAtWork = false;
    expect(await ask(token)).toMatchObject({ status: 403, body: { message: `${OWNER} has ended.` } });
    isAtWork = true;
  });

  it('end with the role, and begin again with the next of its name', async () => {
    const iam = caller<IamOperations>(iamHandlers(identity, new PageTokens(new Uint8Array(32))));
    const { name: RoleName, arn } = await newRole();
    const token = tokenFor(arn);
    const { body } = await ask(token);
    await iam('DeleteRole', { RoleName });
    expect((await ask(token)).status).toBe(403);
    expect(await identity.credentials.find(body['AccessKeyId'] ?? '')).toBeUndefined();
    await iam('CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
    const fresh = await ask(token);
    expect(fresh.status).toBe(200);
    expect(await identity.credentials.find(fresh.body['AccessKeyId'] ?? '')).toBeDefined();
  });

  it('are for nobody without a token of this server', async () => {
    for (const token of [undefined, '', 'Bearer x', `${tokenFor(role.arn)}x`]) {
      expect(await ask(token), token).toMatchObject({ status: 403, body: { code: 'AccessDenied' } });
    }
    expect((await ask(tokenFor(role.arn), 'POST')).status).toBe(405);
  });
});
