import { beforeAll, describe, expect, it } from 'vitest';
import type { IamOperations } from '../../src/api/generated/iam-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createIdentity, iamHandlers } from '../../src/neighbours/iam/index.ts';
import { ACCOUNT, callContext, caller, ManualClock } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const document = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } });

forEachStore('Managed policies, groups and tags', (open) => {
  let iam: ReturnType<typeof caller<IamOperations>>;
  const context = callContext({ account: '222222222222' });

  beforeAll(async () => {
    const deps = { store: await open(), clock: new ManualClock(), logger: silentLogger, endpoint: () => '' };
    iam = caller(iamHandlers(createIdentity(deps), new PageTokens(new Uint8Array(32))));
  });

  async function newPolicy() {
    const { Policy } = await iam('CreatePolicy', {
      PolicyName: `p-${randomLowerId(8)}`,
      PolicyDocument: document('s3:*'),
    });
    return Policy?.Arn ?? '';
  }

  describe('a managed policy', () => {
    it('has up to five versions, one of them in force', async () => {
      const PolicyArn = await newPolicy();
      for (let n = 2; n <= 5; n++) {
        const { PolicyVersion } = await iam('CreatePolicyVersion', {
          PolicyArn,
          PolicyDocument: document(`s3:Get${n}`),
        });
        expect(PolicyVersion).toMatchObject({ VersionId: `v${n}`, IsDefaultVersion: false });
      }
      const sixth = iam('CreatePolicyVersion', { PolicyArn, PolicyDocument: document('s3:*') });
      await expect(sixth).rejects.toMatchObject({ code: 'LimitExceeded', status: 409 });
      await iam('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v3' });
      const inForce = iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v3' });
      await expect(inForce).rejects.toMatchObject({ code: 'DeleteConflict' });
      await iam('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
      // A number is not given twice.
      const next = await iam('CreatePolicyVersion', { PolicyArn, PolicyDocument: document('s3:*') });
      expect(next.PolicyVersion?.VersionId).toBe('v6');
      const { Versions } = await iam('ListPolicyVersions', { PolicyArn });
      expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v4', 'v3', 'v2', 'v1']);
      const shown = await iam('GetPolicyVersion', { PolicyArn, VersionId: 'v4' });
      expect(decodeURIComponent(shown.PolicyVersion?.Document ?? '')).toBe(document('s3:Get4'));
      await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({ code: 'DeleteConflict' });
    });

    it('is deleted only when it is attached nowhere, not even as a boundary', async () => {
      const PolicyArn = await newPolicy();
      const UserName = `u-${randomLowerId(8)}`;
      await iam('CreateUser', { UserName, PermissionsBoundary: PolicyArn });
      await iam('AttachUserPolicy', { UserName, PolicyArn });
      expect((await iam('GetPolicy', { PolicyArn })).Policy?.AttachmentCount).toBe(1);
      expect((await iam('ListEntitiesForPolicy', { PolicyArn })).PolicyUsers).toMatchObject([{ UserName }]);
      await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({ code: 'DeleteConflict' });
      await expect(iam('DeleteUser', { UserName })).rejects.toMatchObject({ code: 'DeleteConflict' });
      await iam('DetachUserPolicy', { UserName, PolicyArn });
      await expect(iam('DeletePolicy', { PolicyArn })).rejects.toMatchObject({ code: 'DeleteConflict' });
      await iam('DeleteUserPermissionsBoundary', { UserName });
      await iam('DeletePolicy', { PolicyArn });
      await expect(iam('GetPolicy', { PolicyArn })).rejects.toMatchObject({ code: 'NoSuchEntity' });
    });

    it('of AWS is everybody’s to read and nobody’s to change', async () => {
      const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess';
      expect((await iam('GetPolicy', { PolicyArn })).Policy).toMatchObject({ DefaultVersionId: 'v1' });
      for (const call of [
        iam('DeletePolicy', { PolicyArn }),
        iam('CreatePolicyVersion', { PolicyArn, PolicyDocument: document('s3:*') }),
      ]) {
        await expect(call).rejects.toMatchObject({ code: 'InvalidInput' });
      }
    });

    it('of another account is not there', async () => {
      const PolicyArn = await newPolicy();
      await expect(iam('GetPolicy', { PolicyArn }, context)).rejects.toMatchObject({ code: 'NoSuchEntity' });
      await iam('CreateUser', { UserName: 'theirs' }, context);
      const attach = iam('AttachUserPolicy', { UserName: 'theirs', PolicyArn }, context);
      await expect(attach).rejects.toMatchObject({ code: 'NoSuchEntity' });
      const listed = await iam('ListPolicies', { Scope: 'Local' }, context);
      expect(listed.Policies).toEqual([]);
    });

    it('is refused for a document that is none, or too large', async () => {
      const make = (PolicyDocument: string) => iam('CreatePolicy', { PolicyName: 'broken', PolicyDocument });
      await expect(make('{}')).rejects.toMatchObject({ code: 'MalformedPolicyDocument' });
      await expect(make(document(`s3:${'a'.repeat(6200)}`))).rejects.toMatchObject({ code: 'LimitExceeded' });
      const gone = iam('GetPolicy', { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/broken` });
      await expect(gone).rejects.toMatchObject({ code: 'NoSuchEntity' });
    });
  });

  it('lists policies in pages, AWS’s own first, and refuses a marker of another list', async () => {
    await newPolicy();
    const arns: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await iam('ListPolicies', { MaxItems: 3, Marker });
      expect(page.Policies?.length).toBeLessThanOrEqual(3);
      arns.push(...(page.Policies ?? []).map(({ Arn }) => Arn ?? ''));
      Marker = page.Marker;
    } while (Marker !== undefined);
    const whole = (await iam('ListPolicies', { MaxItems: 1000 })).Policies?.map(({ Arn }) => Arn);
    expect(arns).toEqual(whole);
    expect(arns[0]).toBe('arn:aws:iam::aws:policy/AWSOrganizationsFullAccess');
    const foreign = (await iam('ListPolicies', { MaxItems: 1 })).Marker;
    await expect(iam('ListPolicies', { Scope: 'AWS', Marker: foreign })).rejects.toMatchObject({
      code: 'ValidationError',
      message: 'Invalid Marker.',
    });
  });

  it('keeps a group for as long as it has users or policies', async () => {
    const [GroupName, UserName] = [`g-${randomLowerId(8)}`, `u-${randomLowerId(8)}`];
    await iam('CreateGroup', { GroupName });
    await iam('CreateUser', { UserName });
    await iam('AddUserToGroup', { GroupName, UserName });
    await iam('AddUserToGroup', { GroupName, UserName });
    expect((await iam('GetGroup', { GroupName })).Users).toMatchObject([{ UserName }]);
    expect((await iam('ListGroupsForUser', { UserName })).Groups).toMatchObject([{ GroupName }]);
    await expect(iam('DeleteGroup', { GroupName })).rejects.toMatchObject({ code: 'DeleteConflict' });
    await iam('RemoveUserFromGroup', { GroupName, UserName });
    await iam('PutGroupPolicy', { GroupName, PolicyName: 'own', PolicyDocument: document('s3:*') });
    await expect(iam('DeleteGroup', { GroupName })).rejects.toMatchObject({ code: 'DeleteConflict' });
    await iam('DeleteGroupPolicy', { GroupName, PolicyName: 'own' });
    await iam('DeleteGroup', { GroupName });
    await expect(iam('GetGroup', { GroupName })).rejects.toMatchObject({ code: 'NoSuchEntity' });
    const nobody = iam('AddUserToGroup', { GroupName: 'nothing', UserName });
    await expect(nobody).rejects.toMatchObject({ code: 'NoSuchEntity' });
  });

  it('tags users and roles, by keys without case', async () => {
    const UserName = `u-${randomLowerId(8)}`;
    await iam('CreateUser', { UserName, Tags: [{ Key: 'Team', Value: 'red' }] });
    await iam('TagUser', {
      UserName,
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'b', Value: '' },
      ],
    });
    expect((await iam('ListUserTags', { UserName, MaxItems: 1 })).Tags).toEqual([{ Key: 'b', Value: '' }]);
    expect((await iam('GetUser', { UserName })).User.Tags).toContainEqual({ Key: 'team', Value: 'blue' });
    await iam('UntagUser', { UserName, TagKeys: ['TEAM'] });
    expect((await iam('ListUserTags', { UserName })).Tags).toEqual([{ Key: 'b', Value: '' }]);
    for (const Tags of [
      [{ Key: 'aws:x', Value: '' }],
      [
        { Key: 'x', Value: '' },
        { Key: 'X', Value: '' },
      ],
    ]) {
      await expect(iam('TagUser', { UserName, Tags })).rejects.toMatchObject({ code: 'InvalidInput' });
    }
    const many = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await expect(iam('TagUser', { UserName, Tags: many })).rejects.toMatchObject({ code: 'LimitExceeded' });
  });

  it('holds inline policies to the size that IAM has for them', async () => {
    const UserName = `u-${randomLowerId(8)}`;
    await iam('CreateUser', { UserName });
    const put = (length: number) =>
      iam('PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument: document(`s3:${'a'.repeat(length)}`) });
    await put(1900);
    await expect(put(2048)).rejects.toMatchObject({
      code: 'LimitExceeded',
      message: `Maximum policy size of 2048 bytes exceeded for user ${UserName}`,
    });
  });
});
