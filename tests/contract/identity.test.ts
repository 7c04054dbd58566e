import { beforeAll, describe, expect, it } from 'vitest';
import type { IamOperations } from '../../src/api/generated/iam-types.ts';
import type { StsOperations } from '../../src/api/generated/sts-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { assumedRolePrincipal, createIdentity, type Identity, iamHandlers } from '../../src/neighbours/iam/index.ts';
import { stsHandlers } from '../../src/neighbours/sts/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const OTHER_ACCOUNT = '210987654321';
const trustOf = (principal: object) =>
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });
const SAGEMAKER_TRUST = trustOf({ Service: 'sagemaker.amazonaws.com' });
const ACCOUNT_TRUST = trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:root` });

forEachStore('Identity', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let identity: Identity;
  const start = () => createIdentity({ store, clock, logger: silentLogger, endpoint: () => 'http://127.0.0.1:1' });
  const tokens = new PageTokens(new Uint8Array(32));
  let iam: ReturnType<typeof caller<IamOperations>>;
  let sts: ReturnType<typeof caller<StsOperations>>;

  beforeAll(async () => {
    store = await open();
    identity = start();
    iam = caller(iamHandlers(identity, tokens));
    sts = caller(stsHandlers(identity));
    await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
  });

  async function newRole(trust = SAGEMAKER_TRUST): Promise<{ name: string; arn: string }> {
    const name = `Role-${randomLowerId(8)}`;
    const { Role } = await iam('CreateRole', { RoleName: name, AssumeRolePolicyDocument: trust });
    return { name, arn: Role.Arn };
  }

  describe('the administrator', () => {
    it('gets a key at the first start and keeps it at the next', async () => {
      const account = '111122223333';
      const first = await identity.ensureAdministrator({ account, region: REGION });
      expect(first.accessKeyId).toMatch(/^AKIA[A-Z0-9]{16}$/);
      expect(first.secretAccessKey).toMatch(/^[A-Za-z0-9]{40}$/);
      expect(first.created).toBe(true);
      expect(await start().ensureAdministrator({ account, region: REGION })).toEqual({ ...first, created: false });
    });

    it('may bring a key of the operator, whose secret can be changed by the next start', async () => {
      const account = '111122224444';
      const accessKeyId = `AKIA${randomLowerId(16).toUpperCase()}`;
      await identity.ensureAdministrator({ account, accessKeyId, secretAccessKey: 'first' });
      expect((await identity.credentials.find(accessKeyId))?.secretAccessKey).toBe('first');
      await identity.ensureAdministrator({ account, accessKeyId, secretAccessKey: 'second' });
      expect(await identity.credentials.find(accessKeyId)).toMatchObject({
        secretAccessKey: 'second',
        principal: { kind: 'user', arn: `arn:aws:iam::${account}:user/admin`, account },
      });
    });

    it('can not take a key that belongs to another account', async () => {
      const accessKeyId = `AKIA${randomLowerId(16).toUpperCase()}`;
      await identity.ensureAdministrator({ account: '111122225555', accessKeyId, secretAccessKey: 'mine' });
      const other = identity.ensureAdministrator({ account: '111122226666', accessKeyId, secretAccessKey: 'theirs' });
      await expect(other).rejects.toThrow('belongs to another user');
      expect((await identity.credentials.find(accessKeyId))?.secretAccessKey).toBe('mine');
    });
  });

  describe('access keys', () => {
    it('verify at once, stop at once when switched off or deleted, and are two at most', async () => {
      const UserName = `user-${randomLowerId(6)}`;
      await iam('CreateUser', { UserName });
      const { AccessKey: first } = await iam('CreateAccessKey', { UserName });
      await iam('CreateAccessKey', { UserName });
      await expect(iam('CreateAccessKey', { UserName })).rejects.toMatchObject({ code: 'LimitExceeded', status: 409 });

      expect(await identity.credentials.find(first.AccessKeyId)).toMatchObject({
        secretAccessKey: first.SecretAccessKey,
      });
      await iam('UpdateAccessKey', { UserName, AccessKeyId: first.AccessKeyId, Status: 'Inactive' });
      expect(await identity.credentials.find(first.AccessKeyId)).toBeUndefined();
      await iam('UpdateAccessKey', { UserName, AccessKeyId: first.AccessKeyId, Status: 'Active' });
      expect(await identity.credentials.find(first.AccessKeyId)).toBeDefined();
      await iam('DeleteAccessKey', { UserName, AccessKeyId: first.AccessKeyId });
      expect(await identity.credentials.find(first.AccessKeyId)).toBeUndefined();

      const listed = await iam('ListAccessKeys', { UserName });
      expect(listed.AccessKeyMetadata).toHaveLength(1);
      expect(JSON.stringify(listed)).not.toContain('Secret');
      await expect(iam('DeleteUser', { UserName })).rejects.toMatchObject({ code: 'DeleteConflict' });
    });

    it('of another account can not be deleted', async () => {
      const { AccessKey } = await iam('CreateAccessKey', { UserName: 'admin' });
      const foreign = callContext({ account: OTHER_ACCOUNT });
      await identity.ensureAdministrator({ account: OTHER_ACCOUNT });
      await expect(
        iam('DeleteAccessKey', { UserName: 'admin', AccessKeyId: AccessKey.AccessKeyId }, foreign),
      ).rejects.toMatchObject({ code: 'NoSuchEntity', status: 404 });
      await iam('DeleteAccessKey', { UserName: 'admin', AccessKeyId: AccessKey.AccessKeyId });
    });

    it('that nobody made are unknown', async () => {
      expect(await identity.credentials.find('AKIANOBODYNOBODYNOBO')).toBeUndefined();
    });
  });

  describe('roles', () => {
    it('are made, shown with an encoded trust policy, listed by pages and deleted', async () => {
      const made = [await newRole(), await newRole(), await newRole()];
      const { Role } = await iam('GetRole', { RoleName: made[0]?.name ?? '' });
      expect(Role.Arn).toBe(made[0]?.arn);
      expect(decodeURIComponent(Role.AssumeRolePolicyDocument ?? '')).toBe(SAGEMAKER_TRUST);

      const names: string[] = [];
      let Marker: string | undefined;
      do {
        const page = await iam('ListRoles', { MaxItems: 2, Marker });
        names.push(...page.Roles.map((role) => role.RoleName));
        expect(page.IsTruncated).toBe(page.Marker !== undefined);
        Marker = page.Marker;
      } while (Marker !== undefined);
      for (const role of made) {
        expect(names.filter((name) => name === role.name)).toHaveLength(1);
        await iam('DeleteRole', { RoleName: role.name });
      }
      await expect(iam('GetRole', { RoleName: made[0]?.name ?? '' })).rejects.toMatchObject({
        code: 'NoSuchEntity',
        message: `The role with name ${made[0]?.name} cannot be found.`,
      });
    });

    it('have unique names without regard to case', async () => {
      const role = await newRole();
      await expect(
        iam('CreateRole', { RoleName: role.name.toUpperCase(), AssumeRolePolicyDocument: SAGEMAKER_TRUST }),
      ).rejects.toMatchObject({ code: 'EntityAlreadyExists', status: 409 });
    });

    it('take only the ARNs of managed policies, and no more of them than IAM allows', async () => {
      const { name: RoleName } = await newRole();
      for (const PolicyArn of ['a-text-of-twenty-characters', 'arn:aws:iam::123456789012:role/x', 'é'.repeat(256)]) {
        await expect(iam('AttachRolePolicy', { RoleName, PolicyArn })).rejects.toMatchObject({ code: 'InvalidInput' });
      }
      const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
      const run = randomLowerId(6);
      const attach = (n: number) =>
        iam('AttachRolePolicy', { RoleName, PolicyArn: `arn:aws:iam::123456789012:policy/team/${run}-${n}` });
      await expect(attach(0)).rejects.toMatchObject({ code: 'NoSuchEntity', status: 404 });
      for (let n = 0; n <= 20; n++) {
        await iam('CreatePolicy', { PolicyName: `${run}-${n}`, Path: '/team/', PolicyDocument });
        if (n < 20) await attach(n);
      }
      await expect(attach(20)).rejects.toMatchObject({ code: 'LimitExceeded', status: 409 });
      await attach(0);
      expect((await iam('ListAttachedRolePolicies', { RoleName })).AttachedPolicies).toHaveLength(20);
    });

    it('keep their policies and can not be deleted while they have some', async () => {
      const { name: RoleName } = await newRole();
      const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess';
      const PolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
      await iam('AttachRolePolicy', { RoleName, PolicyArn });
      await iam('AttachRolePolicy', { RoleName, PolicyArn });
      await iam('PutRolePolicy', { RoleName, PolicyName: 'data', PolicyDocument });
      expect((await iam('ListAttachedRolePolicies', { RoleName })).AttachedPolicies).toEqual([
        { PolicyName: 'AmazonSageMakerFullAccess', PolicyArn },
      ]);
      expect((await iam('ListRolePolicies', { RoleName })).PolicyNames).toEqual(['data']);
      const shown = await iam('GetRolePolicy', { RoleName, PolicyName: 'data' });
      expect(decodeURIComponent(shown.PolicyDocument)).toBe(PolicyDocument);
      await expect(iam('GetRolePolicy', { RoleName, PolicyName: 'constructor' })).rejects.toMatchObject({
        code: 'NoSuchEntity',
      });
      await expect(iam('DeleteRole', { RoleName })).rejects.toMatchObject({ code: 'DeleteConflict' });
      await iam('DetachRolePolicy', { RoleName, PolicyArn });
      await iam('DeleteRolePolicy', { RoleName, PolicyName: 'data' });
      await iam('DeleteRole', { RoleName });
    });

    it('refuse what is no policy, and leave nothing behind', async () => {
      for (const document of ['{', '[]', '{"Statement":[]}', '{"Statement":[{"Effect":"Perhaps"}]}']) {
        await expect(
          iam('CreateRole', { RoleName: 'broken', AssumeRolePolicyDocument: document }),
        ).rejects.toMatchObject({ code: 'MalformedPolicyDocument' });
      }
      await expect(iam('GetRole', { RoleName: 'broken' })).rejects.toMatchObject({ code: 'NoSuchEntity' });
    });
  });

  describe('passing a role', () => {
    it('is allowed for one that SageMaker may assume', async () => {
      const { executionRoleArn } = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
      expect(executionRoleArn).toBe(`arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`);
      await identity.roles.checkPassRole(executionRoleArn, callContext());
    });

    it('is refused across accounts', async () => {
      await expect(
        identity.roles.checkPassRole(`arn:aws:iam::${OTHER_ACCOUNT}:role/SagebrushExecutionRole`, callContext()),
      ).rejects.toMatchObject({
        code: 'ValidationException',
        message: 'RoleArn: Cross-account pass role is not allowed.',
      });
    });

    it('is refused for a role that is not there or does not trust SageMaker', async () => {
      const untrusting = await newRole(trustOf({ Service: 'lambda.amazonaws.com' }));
      for (const arn of [`arn:aws:iam::${ACCOUNT}:role/Nobody`, untrusting.arn, `arn:aws:s3:::bucket-of-no-role`]) {
        await expect(identity.roles.checkPassRole(arn, callContext())).rejects.toMatchObject({
          message: `Could not assume role ${arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
        });
      }
    });
  });

  describe('sessions', () => {
    it('act as the role, in the form that SDKs read a role name from', async () => {
      const role = await newRole(ACCOUNT_TRUST);
      const answer = await sts('AssumeRole', { RoleArn: role.arn, RoleSessionName: 'notebook', DurationSeconds: 900 });
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/notebook`;
      expect(answer.AssumedRoleUser?.Arn).toBe(arn);
      const found = await identity.credentials.find(answer.Credentials?.AccessKeyId ?? '');
      expect(found).toMatchObject({
        secretAccessKey: answer.Credentials?.SecretAccessKey,
        sessionToken: answer.Credentials?.SessionToken,
        expiresAtMs: clock.nowMs() + 900_000,
      });
      const context = callContext({ principal: found?.principal ?? callContext().principal });
      expect(await sts('GetCallerIdentity', {}, context)).toEqual({
        UserId: answer.AssumedRoleUser?.AssumedRoleId,
        Account: ACCOUNT,
        Arn: arn,
      });
    });

    it('outlive the server', async () => {
      const { executionRoleArn } = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
      const scope = { account: ACCOUNT, region: REGION };
      const principal = assumedRolePrincipal(scope, 'SagebrushExecutionRole', 'SageMaker');
      const issued = await identity.sessions.issue(principal, executionRoleArn, 3600);
      expect(await start().credentials.find(issued.accessKeyId)).toMatchObject({
        secretAccessKey: issued.secretAccessKey,
        sessionToken: issued.sessionToken,
        principal: { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/SagebrushExecutionRole/SageMaker` },
      });
    });

    it('end with their role', async () => {
      const role = await newRole(ACCOUNT_TRUST);
      const { Credentials } = await sts('AssumeRole', { RoleArn: role.arn, RoleSessionName: 'short' });
      expect(await identity.credentials.find(Credentials?.AccessKeyId ?? '')).toBeDefined();
      await iam('DeleteRole', { RoleName: role.name });
      expect(await identity.credentials.find(Credentials?.AccessKeyId ?? '')).toBeUndefined();
    });

    it('stay known for a day after their end, so that the caller is told of it', async () => {
      const { executionRoleArn } = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
      const scope = { account: ACCOUNT, region: REGION };
      const principal = assumedRolePrincipal(scope, 'SagebrushExecutionRole', 'SageMaker');
      const issued = await identity.sessions.issue(principal, executionRoleArn, 900);
      clock.advance(3_600_000);
      expect((await identity.credentials.find(issued.accessKeyId))?.expiresAtMs).toBeLessThan(clock.nowMs());
      clock.advance(25 * 3_600_000);
      await identity.sessions.issue(principal, executionRoleArn, 900);
      expect(await identity.credentials.find(issued.accessKeyId)).toBeUndefined();
    });

    it('are refused for roles of others, roles that do not trust the caller, and longer than the role allows', async () => {
      const untrusting = await newRole(SAGEMAKER_TRUST);
      for (const RoleArn of [untrusting.arn, `arn:aws:iam::${OTHER_ACCOUNT}:role/SagebrushExecutionRole`]) {
        await expect(sts('AssumeRole', { RoleArn, RoleSessionName: 'me' })).rejects.toMatchObject({
          code: 'AccessDenied',
          status: 403,
          message: `User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
        });
      }
      const role = await newRole(ACCOUNT_TRUST);
      await expect(
        sts('AssumeRole', { RoleArn: role.arn, RoleSessionName: 'me', DurationSeconds: 43_200 }),
      ).rejects.toMatchObject({ code: 'ValidationError' });
    });

    it('can be had for the user itself, but not from a session', async () => {
      const { Credentials } = await sts('GetSessionToken', {});
      const found = await identity.credentials.find(Credentials?.AccessKeyId ?? '');
      expect(found?.principal.arn).toBe(`arn:aws:iam::${ACCOUNT}:user/admin`);
      const context = identity.roles.roleContext(`arn:aws:iam::${ACCOUNT}:role/Some`, 'me', callContext());
      await expect(sts('GetSessionToken', {}, context)).rejects.toMatchObject({ code: 'AccessDenied' });
    });
  });

  it('simulates what it would decide', async () => {
    const { name: RoleName, arn: PolicySourceArn } = await newRole();
    const ask = async (ActionNames: string[], ResourceArns?: string[]) => {
      const answer = await iam('SimulatePrincipalPolicy', { PolicySourceArn, ActionNames, ResourceArns });
      return answer.EvaluationResults?.map((result) => result.EvalDecision);
    };
    expect(await ask(['s3:PutObject', 'ecr:GetAuthorizationToken'])).toEqual(['implicitDeny', 'implicitDeny']);
    for (const policy of ['AmazonSageMakerFullAccess', 'AmazonS3FullAccess']) {
      await iam('AttachRolePolicy', { RoleName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` });
    }
    expect(await ask(['s3:PutObject', 'ecr:GetAuthorizationToken'])).toEqual(['allowed', 'allowed']);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Deny', Action: 's3:Put*', Resource: 'arn:aws:s3:::secret/*' },
    });
    await iam('PutRolePolicy', { RoleName, PolicyName: 'no', PolicyDocument });
    const places = ['arn:aws:s3:::secret/x', 'arn:aws:s3:::open/x'];
    expect(await ask(['s3:PutObject'], places)).toEqual(['explicitDeny', 'allowed']);
    const foreign = `arn:aws:sagemaker:${REGION}:${OTHER_ACCOUNT}:model/theirs`;
    expect(await ask(['sagemaker:DescribeModel'], [foreign])).toEqual(['implicitDeny']);
    await expect(
      iam('SimulatePrincipalPolicy', {
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/Nobody`,
        ActionNames: ['s3:GetObject'],
      }),
    ).rejects.toMatchObject({ code: 'NoSuchEntity' });
  });
});
