import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceModel, shapeOf } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { makeAccount, type OtherAccount } from '../support/other-account.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import type { Members } from '../support/wire-encoding.ts';

const model = serviceModel('sagemaker');
/** One that the server can run. */
const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const membersOf = (shape: string | undefined) => (shape === undefined ? {} : (shapeOf(model, shape).members ?? {}));

describe('Accounts and regions of one server', () => {
  let server: WholeServer;
  let admin: ApiClient;
  let other: OtherAccount;
  let things: Things;

  beforeAll(async () => {
    server = await startWholeServer();
    admin = new ApiClient(server);
    other = await makeAccount(server, admin);
    await makeBucket(admin, 'things');
    things = await makeThings(admin, server, 'things', 'Mine');
  });
  afterAll(async () => {
    other.close();
    admin.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const strangers = () =>
    [
      ['another account', other.admin],
      ['another region', new ApiClient(server, 'eu-west-1')],
      ['another account and region', other.clientIn('eu-west-1')],
    ] as const;

  it('list nothing of each other, whatever the kind of thing', async () => {
    const lists = (await builtOperations(admin, ['sagemaker']))
      .map(({ operation }) => operation)
      .filter(({ name, input }) => name.startsWith('List') && !membersOf(input?.shape)['ResourceArn']);
    expect(lists.length).toBeGreaterThan(20);
    const seen: string[] = [];
    let shown = 0;
    for (const { name, input: inputFacts, output } of lists) {
      const required = shapeOf(model, inputFacts?.shape ?? '').required ?? [];
      const parents = name === 'ListPipelineExecutionSteps' ? ['PipelineExecutionArn'] : [];
      const input = Object.fromEntries([...required, ...parents].map((member) => [member, things[member]]));
      const list = Object.entries(membersOf(output?.shape)).find(
        ([, { shape }]) => shapeOf(model, shape).type === 'list',
      );
      const itemsOf = (answer: Members) => (answer[list?.[0] ?? ''] as unknown[] | undefined) ?? [];
      if (itemsOf(await admin.ask('sagemaker', name, input)).length > 0) shown += 1;
      for (const [who, client] of strangers()) {
        const answer = await client.call('sagemaker', name, input);
        const items = answer.code === undefined ? itemsOf(answer.json as Members) : [];
        if (items.length > 0) seen.push(`${name} shows ${items.length} to ${who}`);
      }
    }
    expect(seen).toEqual([]);
    // A list that is empty for its owner as well shows nothing.
    expect(shown).toBeGreaterThan(15);
  });

  it('describe, stop and delete nothing of each other', async () => {
    const built = (await builtOperations(admin, ['sagemaker'])).map(({ operation }) => operation);
    const wrong: string[] = [];
    for (const { name, input: inputFacts } of built.filter(({ name }) => /^(Describe|Stop|Delete|Get)/.test(name))) {
      const { required = [], members = {} } = shapeOf(model, inputFacts?.shape ?? '');
      const names = [...new Set([...required, ...Object.keys(members).filter((member) => member.endsWith('Arn'))])];
      if (!names.some((member) => things[member] !== undefined)) continue;
      const input = Object.fromEntries(names.map((member) => [member, things[member] ?? 'x']));
      for (const [who, client] of strangers()) {
        const answer = await client.call('sagemaker', name, input);
        if (answer.code === undefined) wrong.push(`${name} answers ${who}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('know neither buckets, objects, queues, log groups nor identities of each other', async () => {
    const { admin: stranger } = other;
    expect((await stranger.call('s3', 'ListBuckets', {})).body.toString()).not.toContain('things');
    for (const operation of ['HeadBucket', 'ListObjectsV2', 'DeleteBucket']) {
      expect((await stranger.call('s3', operation, { Bucket: 'things' })).status, operation).toBe(403);
    }
    for (const operation of ['GetObject', 'HeadObject', 'DeleteObject']) {
      const answer = await stranger.call('s3', operation, { Bucket: 'things', Key: 'model.tar.gz' });
      expect(answer.status, operation).toBe(403);
    }
    await admin.ask('sqs', 'CreateQueue', { QueueName: 'mine' });
    await admin.ask('logs', 'CreateLogGroup', { logGroupName: 'mine' });
    for (const [who, client] of strangers()) {
      expect(JSON.stringify(await client.ask('sqs', 'ListQueues', {})), who).not.toContain('mine');
      expect(JSON.stringify(await client.ask('logs', 'DescribeLogGroups', {})), who).not.toContain('mine');
    }
    const users = (await stranger.call('iam', 'ListUsers', {})).body.toString();
    expect(users).toContain('boss');
    expect(users).not.toContain('admin');
    expect((await stranger.call('iam', 'GetUser', { UserName: 'admin' })).code).toBe('NoSuchEntity');
    // IAM knows no regions.
    const elsewhere = new ApiClient(server, 'eu-west-1');
    expect((await elsewhere.call('iam', 'GetUser', { UserName: 'admin' })).code).toBeUndefined();
  });

  it('are made and closed by the management account alone', async () => {
    const list = (await admin.ask('organizations', 'ListAccounts', {}))['Accounts'] as Members[];
    expect(list.map(({ Id }) => Id)).toEqual([ACCOUNT, other.account]);
    for (const operation of ['ListAccounts', 'CreateAccount', 'CloseAccount']) {
      const input = { AccountName: 'x', Email: 'x@example.test', AccountId: ACCOUNT };
      const answer = await other.admin.call('organizations', operation, input);
      expect([answer.code, answer.message]).toEqual([
        'AccessDeniedException',
        "You don't have permissions to access this resource.",
      ]);
    }
    const [, { Email }] = list as [Members, Members];
    const again = await admin.ask('organizations', 'CreateAccount', { AccountName: 'again', Email });
    expect(again['CreateAccountStatus']).toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' });
    const own = await admin.call('organizations', 'CloseAccount', { AccountId: ACCOUNT });
    expect(own.code).toBe('ConstraintViolationException');
    expect((await admin.call('organizations', 'DescribeAccount', { AccountId: '999999999999' })).code).toBe(
      'AccountNotFoundException',
    );

    const closing = await makeAccount(server, admin);
    expect((await closing.admin.call('sts', 'GetCallerIdentity', {})).code).toBeUndefined();
    await admin.ask('organizations', 'CloseAccount', { AccountId: closing.account });
    expect((await closing.admin.call('sts', 'GetCallerIdentity', {})).code).toBe('InvalidClientTokenId');
    const described = await admin.ask('organizations', 'DescribeAccount', { AccountId: closing.account });
    expect(described['Account']).toMatchObject({ Status: 'SUSPENDED' });
    closing.close();
  });

  describe('a model package group that is shared', () => {
    const groupArn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/shared`;
    const packages = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/shared/`;
    const share = (Action: string[], Principal: string) =>
      admin.ask('sagemaker', 'PutModelPackageGroupPolicy', {
        ModelPackageGroupName: 'shared',
        ResourcePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: Principal }, Action, Resource: [groupArn, `${packages}*`] }],
        }),
      });
    const code = async (client: ApiClient, operation: string, input: Members) =>
      (await client.call('sagemaker', operation, input)).code;

    beforeAll(async () => {
      await admin.ask('sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName: 'shared' });
      await admin.ask('sagemaker', 'CreateModelPackage', {
        ModelPackageGroupName: 'shared',
        ModelApprovalStatus: 'Approved',
        InferenceSpecification: {
          Containers: [{ Image: IMAGE, ModelDataUrl: 's3://things/model.tar.gz' }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['text/csv'],
        },
      });
    });

    it('is nobody else’s before it has a policy', async () => {
      const answer = await other.admin.call('sagemaker', 'DescribeModelPackage', { ModelPackageName: `${packages}1` });
      expect([answer.code, answer.message]).toEqual([
        'AccessDeniedException',
        `User: ${other.adminArn} is not authorized to perform: sagemaker:DescribeModelPackage on resource: ${packages}1 because no resource-based policy allows the sagemaker:DescribeModelPackage action`,
      ]);
    });

    it('is read by the ARN of group and version, as far as its policy says', async () => {
      await share(['sagemaker:DescribeModelPackage', 'sagemaker:ListModelPackages'], other.account);
      const described = await other.admin.ask('sagemaker', 'DescribeModelPackage', {
        ModelPackageName: `${packages}1`,
      });
      expect(described).toMatchObject({ ModelPackageArn: `${packages}1`, ModelApprovalStatus: 'Approved' });
      const listed = await other.admin.ask('sagemaker', 'ListModelPackages', { ModelPackageGroupName: groupArn });
      expect(listed['ModelPackageSummaryList']).toMatchObject([{ ModelPackageArn: `${packages}1` }]);
      expect(await code(other.admin, 'DescribeModelPackageGroup', { ModelPackageGroupName: groupArn })).toBe(
        'AccessDeniedException',
      );
      expect(await code(other.admin, 'DeleteModelPackage', { ModelPackageName: `${packages}1` })).toBe(
        'AccessDeniedException',
      );
      expect(await code(other.admin, 'ListModelPackages', { ModelPackageGroupName: 'shared' })).toBe(
        'ValidationException',
      );
    });

    it('is for users of the other account whose own policies let them', async () => {
      await share(['sagemaker:*'], `arn:aws:iam::${other.account}:root`);
      const input = { ModelPackageName: `${packages}1` };
      const statement = { Effect: 'Allow', Action: 'sagemaker:Describe*', Resource: '*' };
      const reader = await other.userWith(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
      expect(await code(reader, 'DescribeModelPackage', input)).toBeUndefined();
      const own = { ...statement, Resource: `arn:aws:sagemaker:*:${other.account}:*` };
      const homely = await other.userWith(JSON.stringify({ Version: '2012-10-17', Statement: [own] }));
      const answer = await homely.call('sagemaker', 'DescribeModelPackage', input);
      expect(answer.message).toContain('because no identity-based policy allows');
    });

    it('makes a model of the other account, from data that it could not read', async () => {
      const make = () =>
        other.admin.call('sagemaker', 'CreateModel', {
          ModelName: 'theirs',
          ExecutionRoleArn: other.role,
          PrimaryContainer: { ModelPackageName: `${packages}1` },
        });
      await share(['sagemaker:DescribeModelPackage'], other.account);
      expect((await make()).code).toBe('AccessDeniedException');
      await share(['sagemaker:DescribeModelPackage', 'sagemaker:CreateModel'], other.account);
      expect((await make()).message).toBe('');
      const stolen = await other.admin.call('sagemaker', 'CreateModel', {
        ModelName: 'stolen',
        ExecutionRoleArn: other.role,
        PrimaryContainer: { Image: IMAGE, ModelDataUrl: 's3://things/model.tar.gz' },
      });
      expect(stolen.message).toContain('Could not access model data');
    });
  });
});
