import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

describe('identity by @aws-sdk v3', () => {
  let server: TestServer;
  let iam: IAMClient;
  beforeAll(async () => {
    server = await startTestServer();
    iam = new IAMClient(settings());
  });
  afterAll(() => server.close());

  interface Keys {
    readonly AccessKeyId?: string | undefined;
    readonly SecretAccessKey?: string | undefined;
    readonly SessionToken?: string | undefined;
  }

  function settings(keys?: Keys) {
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const credentials = {
      accessKeyId: keys?.AccessKeyId ?? accessKeyId,
      secretAccessKey: keys?.SecretAccessKey ?? secretAccessKey,
      ...(keys?.SessionToken === undefined ? {} : { sessionToken: keys.SessionToken }),
    };
    return { endpoint, region, credentials, maxAttempts: 1 };
  }

  const whoIs = (keys?: Keys) => new STSClient(settings(keys)).send(new GetCallerIdentityCommand({}));

  it('tells the administrator who they are', async () => {
    expect(await whoIs()).toMatchObject({
      Account: server.accountId,
      Arn: `arn:aws:iam::${server.accountId}:user/admin`,
      UserId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
    });
  });

  it('gives keys of a role that work, say whose they are, and outlive a killed server', async () => {
    const RoleArn = `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`;
    const sts = new STSClient(settings());
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'notebook' }));
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    const Arn = `arn:aws:sts::${server.accountId}:assumed-role/SagebrushExecutionRole/notebook`;
    expect(await whoIs(Credentials)).toMatchObject({ Arn });
    await server.killAndRestart();
    expect(await whoIs(Credentials)).toMatchObject({ Arn });
  });

  it('refuses a session without its token, or with another one', async () => {
    const { Credentials } = await new STSClient(settings()).send(new GetSessionTokenCommand({}));
    expect((await whoIs(Credentials)).Arn).toContain('user/admin');
    await expect(whoIs({ ...Credentials, SessionToken: undefined })).rejects.toThrow();
    await expect(whoIs({ ...Credentials, SessionToken: 'another' })).rejects.toThrow();
  });

  it('makes a role, shows it with its policies, and lists it', async () => {
    await iam.send(new CreateRoleCommand({ RoleName: 'Data', AssumeRolePolicyDocument: TRUST, Description: 'reads' }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Data', PolicyArn }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Data' }));
    expect(Role).toMatchObject({ Arn: `arn:aws:iam::${server.accountId}:role/Data`, Description: 'reads' });
    expect(Role?.CreateDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'Data' }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyName: 'AmazonS3ReadOnlyAccess', PolicyArn }]);
    const { Roles } = await iam.send(new ListRolesCommand({}));
    expect(Roles?.map((role) => role.RoleName)).toEqual(['Data', 'SagebrushExecutionRole']);
  });

  it('answers the permission questions that the Python SDK asks', async () => {
    const answer = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`,
        ActionNames: ['ecr:GetAuthorizationToken', 'cloudwatch:PutMetricData'],
        ResourceArns: ['*'],
      }),
    );
    expect(answer.EvaluationResults?.map((result) => result.EvalDecision)).toEqual(['allowed', 'allowed']);
  });

  it('lets a user of its own in until the key is deleted', async () => {
    await iam.send(new CreateUserCommand({ UserName: 'ada' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ada' }));
    expect((await whoIs(AccessKey)).Arn).toBe(`arn:aws:iam::${server.accountId}:user/ada`);
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'ada', AccessKeyId: AccessKey?.AccessKeyId ?? '' }));
    await expect(whoIs(AccessKey)).rejects.toThrow();
  });

  it('gives errors that the SDK knows by name', async () => {
    await expect(iam.send(new GetRoleCommand({ RoleName: 'Nobody' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name Nobody cannot be found.',
    });
    await expect(
      iam.send(new CreateRoleCommand({ RoleName: 'Broken', AssumeRolePolicyDocument: '{' })),
    ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    await expect(
      new STSClient(settings()).send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${server.accountId}:role/Data`, RoleSessionName: 'me' }),
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
