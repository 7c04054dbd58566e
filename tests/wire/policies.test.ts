import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/api/model.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { makeBucket } from '../support/example-input-things.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import type { Members } from '../support/wire-encoding.ts';

const arn = (resource: string, region = REGION) => `arn:aws:sagemaker:${region}:${ACCOUNT}:${resource}`;
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** A variable as policies write it. */
const variable = (key: string) => `$\{${key}}`;

/** `<Name>value</Name>` of an XML answer. */
const element = (xml: Buffer, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml.toString())?.[1] ?? '';

describe('Policies, asked for every call', () => {
  let server: WholeServer;
  let admin: ApiClient;
  const clients: ApiClient[] = [];

  beforeAll(async () => {
    server = await startWholeServer();
    admin = new ApiClient(server);
    clients.push(admin);
    for (const name of ['red', 'blue']) {
      await admin.ask('sagemaker', 'CreateExperiment', {
        ExperimentName: name,
        Tags: [{ Key: 'team', Value: name }],
      });
    }
    await makeBucket(admin, 'shared-things');
    await admin.call('s3', 'PutObject', { Bucket: 'shared-things', Key: 'team/a.txt', Body: 'a' });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  async function iam(operation: string, input: Members) {
    const answer = await admin.call('iam', operation, input);
    if (answer.code !== undefined) throw new Error(`${operation}: ${answer.code}: ${answer.message}`);
    return answer.body;
  }

  function clientOf(accessKeyId: string, secretAccessKey: string, sessionToken?: string): ApiClient {
    const { principal } = server.credential;
    const credential = { accessKeyId, secretAccessKey, principal, ...(sessionToken && { sessionToken }) };
    const client = new ApiClient({ url: server.url, credential });
    clients.push(client);
    return client;
  }

  async function userWith(document?: string) {
    const UserName = `user-${randomLowerId(8)}`;
    await iam('CreateUser', { UserName });
    if (document) await iam('PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument: document });
    const key = await iam('CreateAccessKey', { UserName });
    return { UserName, client: clientOf(element(key, 'AccessKeyId'), element(key, 'SecretAccessKey')) };
  }

  const code = async (client: ApiClient, service: ServiceName, operation: string, input: Members) => {
    const answer = await client.call(service, operation, input);
    return answer.code ?? 'allowed';
  };

  it('let a new user do nothing, in the words of each service', async () => {
    const { UserName, client } = await userWith();
    const user = `User: arn:aws:iam::${ACCOUNT}:user/${UserName} is not authorized to perform: `;
    const none = (action: string) => ` because no identity-based policy allows the ${action} action`;
    const cases: [ServiceName, string, Members, string, number, string][] = [
      [
        'sagemaker',
        'DescribeExperiment',
        { ExperimentName: 'red' },
        'AccessDeniedException',
        400,
        `sagemaker:DescribeExperiment on resource: ${arn('experiment/red')}`,
      ],
      [
        'sagemaker',
        'ListTrainingJobs',
        {},
        'AccessDeniedException',
        400,
        `sagemaker:ListTrainingJobs on resource: ${arn('training-job/*')}`,
      ],
      [
        'sagemaker-runtime',
        'InvokeEndpoint',
        { EndpointName: 'e', Body: 'x' },
        'AccessDeniedException',
        403,
        `sagemaker:InvokeEndpoint on resource: ${arn('endpoint/e')}`,
      ],
      [
        's3',
        'GetObject',
        { Bucket: 'shared-things', Key: 'team/a.txt' },
        'AccessDenied',
        403,
        's3:GetObject on resource: "arn:aws:s3:::shared-things/team/a.txt"',
      ],
      [
        'iam',
        'ListAccessKeys',
        {},
        'AccessDenied',
        403,
        `iam:ListAccessKeys on resource: arn:aws:iam::${ACCOUNT}:user/${UserName}`,
      ],
      [
        'logs',
        'DescribeLogGroups',
        {},
        'AccessDeniedException',
        400,
        `logs:DescribeLogGroups on resource: arn:aws:logs:${REGION}:${ACCOUNT}:log-group::log-stream:`,
      ],
    ];
    for (const [service, operation, input, expected, status, what] of cases) {
      const answer = await client.call(service, operation, input);
      const action = what.split(' ')[0] ?? '';
      expect([answer.code, answer.status, answer.message]).toEqual([expected, status, user + what + none(action)]);
    }
    expect(await code(client, 'sts', 'GetCallerIdentity', {})).toBe('allowed');
  });

  it('let a user read and nothing else', async () => {
    const { client } = await userWith(policy(allow(['sagemaker:Describe*', 'sagemaker:List*'])));
    expect(await code(client, 'sagemaker', 'DescribeExperiment', { ExperimentName: 'red' })).toBe('allowed');
    expect(await code(client, 'sagemaker', 'DeleteExperiment', { ExperimentName: 'red' })).toBe(
      'AccessDeniedException',
    );
    expect(await code(client, 'sagemaker', 'CreateExperiment', { ExperimentName: 'n' })).toBe('AccessDeniedException');
  });

  it('are changed at once, and a Deny is stronger than everything', async () => {
    const { UserName, client } = await userWith(policy(allow('*')));
    const describe = () => client.call('sagemaker', 'DescribeExperiment', { ExperimentName: 'RED' });
    expect((await describe()).code).toBeUndefined();
    const PolicyDocument = policy({ Effect: 'Deny', Action: 'sagemaker:*', Resource: arn('experiment/Red') });
    await iam('PutUserPolicy', { UserName, PolicyName: 'no', PolicyDocument });
    expect((await describe()).message).toContain('with an explicit deny in an identity-based policy');
    expect(await code(client, 'sagemaker', 'DescribeExperiment', { ExperimentName: 'blue' })).toBe('allowed');
    await iam('DeleteUserPolicy', { UserName, PolicyName: 'no' });
    expect((await describe()).code).toBeUndefined();
    await iam('DeleteUserPolicy', { UserName, PolicyName: 'own' });
    expect((await describe()).code).toBe('AccessDeniedException');
  });

  it('come from groups and managed policies as well, whose versions change them', async () => {
    const { UserName, client } = await userWith();
    const GroupName = `group-${randomLowerId(6)}`;
    const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/team/${GroupName}`;
    const list = () => code(client, 'sagemaker', 'ListExperiments', {});
    await iam('CreateGroup', { GroupName });
    await iam('CreatePolicy', {
      PolicyName: GroupName,
      Path: '/team/',
      PolicyDocument: policy(allow('sagemaker:ListModels')),
    });
    await iam('AttachGroupPolicy', { GroupName, PolicyArn });
    await iam('AddUserToGroup', { GroupName, UserName });
    expect(await list()).toBe('AccessDeniedException');
    const PolicyDocument = policy(allow('sagemaker:List*'));
    await iam('CreatePolicyVersion', { PolicyArn, PolicyDocument, SetAsDefault: true });
    expect(await list()).toBe('allowed');
    await iam('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v1' });
    expect(await list()).toBe('AccessDeniedException');
    await iam('SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v2' });
    await iam('RemoveUserFromGroup', { GroupName, UserName });
    expect(await list()).toBe('AccessDeniedException');
  });

  it('look at tags of the resource, of the request and of who asks', async () => {
    const { UserName, client } = await userWith(
      policy(
        allow(['sagemaker:Describe*', 'sagemaker:Update*'], '*', {
          StringEquals: { 'aws:ResourceTag/team': [variable('aws:PrincipalTag/team')] },
        }),
        allow(['sagemaker:CreateExperiment', 'sagemaker:AddTags'], '*', {
          StringEquals: { 'aws:RequestTag/team': 'red' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        }),
      ),
    );
    const see = (name: string) => code(client, 'sagemaker', 'DescribeExperiment', { ExperimentName: name });
    expect([await see('red'), await see('blue')]).toEqual(['AccessDeniedException', 'AccessDeniedException']);
    await iam('TagUser', { UserName, Tags: [{ Key: 'team', Value: 'red' }] });
    expect([await see('red'), await see('blue')]).toEqual(['allowed', 'AccessDeniedException']);
    const make = (Tags: Members[]) =>
      code(client, 'sagemaker', 'CreateExperiment', { ExperimentName: `e-${randomLowerId(8)}`, Tags });
    expect(await make([{ Key: 'team', Value: 'red' }])).toBe('allowed');
    expect(await make([{ Key: 'team', Value: 'blue' }])).toBe('AccessDeniedException');
    expect(
      await make([
        { Key: 'team', Value: 'red' },
        { Key: 'more', Value: '1' },
      ]),
    ).toBe('AccessDeniedException');
    expect(await make([])).toBe('AccessDeniedException');
  });

  it('look at the region, the address and the time of a call', async () => {
    const elsewhere = await userWith(policy(allow('*', '*', { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })));
    expect(await code(elsewhere.client, 'sagemaker', 'ListExperiments', {})).toBe('AccessDeniedException');
    const here = await userWith(
      policy(
        allow('*', '*', {
          StringEquals: { 'aws:RequestedRegion': REGION },
          IpAddress: { 'aws:SourceIp': '127.0.0.0/8' },
          DateLessThan: { 'aws:CurrentTime': '2999-01-01T00:00:00Z' },
          Bool: { 'aws:SecureTransport': 'false' },
        }),
      ),
    );
    expect(await code(here.client, 'sagemaker', 'ListExperiments', {})).toBe('allowed');
    const late = await userWith(
      policy(allow('*', '*', { DateLessThan: { 'aws:CurrentTime': '2001-01-01T00:00:00Z' } })),
    );
    expect(await code(late.client, 'sagemaker', 'ListExperiments', {})).toBe('AccessDeniedException');
  });

  it('look at what a job or an endpoint is to be, and not at words that the caller makes up', async () => {
    const { client } = await userWith(
      policy(
        allow('sagemaker:CreateTrainingJob', '*', { Bool: { 'sagemaker:NetworkIsolation': 'true' } }),
        allow('sagemaker:CreateEndpointConfig', '*', { ArnEquals: { 'sagemaker:ModelArn': arn('model/mine') } }),
      ),
    );
    const training = {
      ...{ TrainingJobName: 'isolated', RoleArn: `arn:aws:iam::${ACCOUNT}:role/no-such-role` },
      AlgorithmSpecification: { TrainingImage: 'none', TrainingInputMode: 'File' },
      OutputDataConfig: { S3OutputPath: 's3://shared-things/out' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
    };
    const forged = { HyperParameters: { EnableNetworkIsolation: 'true' }, EnableNetworkIsolation: false };
    const refusal = await client.call('sagemaker', 'CreateTrainingJob', { ...training, ...forged });
    expect(refusal.message).toContain('is not authorized to perform: sagemaker:CreateTrainingJob');
    const isolated = await client.call('sagemaker', 'CreateTrainingJob', { ...training, EnableNetworkIsolation: true });
    expect(isolated.message).toContain("can't run image none");
    const config = (ModelName: string) => ({
      EndpointConfigName: 'of-mine',
      ProductionVariants: [{ VariantName: 'v', ModelName, InstanceType: 'ml.m5.large', InitialInstanceCount: 1 }],
    });
    expect(await code(client, 'sagemaker', 'CreateEndpointConfig', config('other'))).toBe('AccessDeniedException');
    expect(await code(client, 'sagemaker', 'CreateEndpointConfig', config('mine'))).toBe('ValidationException');
  });

  it('look at the key and the prefix of an S3 call, and at the source of a copy', async () => {
    const { client } = await userWith(
      policy(
        allow(['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::shared-things/${variable('aws:username')}/*`),
        allow('s3:ListBucket', 'arn:aws:s3:::shared-things', { StringLike: { 's3:prefix': 'team/*' } }),
      ),
    );
    const Bucket = 'shared-things';
    const name = (await client.call('sts', 'GetCallerIdentity', {})).body.toString().match(/user\/([\w-]+)/)?.[1];
    expect(await code(client, 's3', 'PutObject', { Bucket, Key: `${name}/x`, Body: 'x' })).toBe('allowed');
    expect(await code(client, 's3', 'PutObject', { Bucket, Key: 'team/x', Body: 'x' })).toBe('AccessDenied');
    expect(await code(client, 's3', 'ListObjectsV2', { Bucket, Prefix: 'team/' })).toBe('allowed');
    expect(await code(client, 's3', 'ListObjectsV2', { Bucket })).toBe('AccessDenied');
    const copy = (CopySource: string) => code(client, 's3', 'CopyObject', { Bucket, Key: `${name}/y`, CopySource });
    expect(await copy(`${Bucket}/${name}/x`)).toBe('allowed');
    expect(await copy(`${Bucket}/team%2Fa.txt`)).toBe('AccessDenied');
    expect(await code(client, 's3', 'ListBuckets', {})).toBe('AccessDenied');
  });

  it('ask for iam:PassRole with the role that a job gets', async () => {
    const doing = allow('sagemaker:*');
    const make = (client: ApiClient) =>
      client.call('sagemaker', 'CreatePipeline', {
        PipelineName: `p-${randomLowerId(8)}`,
        ClientRequestToken: randomLowerId(40),
        RoleArn: server.role,
        PipelineDefinition: JSON.stringify({
          Version: '2020-12-01',
          Steps: [{ Name: 'F', Type: 'Fail', Arguments: {} }],
        }),
      });
    const without = await userWith(policy(doing));
    expect((await make(without.client)).message).toContain(
      `is not authorized to perform: iam:PassRole on resource: ${server.role} because no identity-based policy allows the iam:PassRole action`,
    );
    const toLambda = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
    const elsewhere = await userWith(policy(doing, allow('iam:PassRole', '*', toLambda)));
    expect((await make(elsewhere.client)).code).toBe('AccessDeniedException');
    const toUs = { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } };
    const allowed = await userWith(policy(doing, allow('iam:PassRole', server.role, toUs)));
    expect((await make(allowed.client)).code).toBeUndefined();
  });

  it('narrow a session by the policy that it was made with', async () => {
    const answer = await admin.call('sts', 'AssumeRole', {
      RoleArn: server.role,
      RoleSessionName: 'narrow',
      Policy: policy(allow('sagemaker:List*')),
    });
    const session = clientOf(
      element(answer.body, 'AccessKeyId'),
      element(answer.body, 'SecretAccessKey'),
      element(answer.body, 'SessionToken'),
    );
    expect(await code(session, 'sagemaker', 'ListExperiments', {})).toBe('allowed');
    const refused = await session.call('sagemaker', 'DescribeExperiment', { ExperimentName: 'red' });
    expect(refused.message).toContain('because no session policy allows the sagemaker:DescribeExperiment action');
    expect(await code(session, 'iam', 'ListUsers', {})).toBe('AccessDenied');
  });

  it('keep the default role from changing identities', async () => {
    const answer = await admin.call('sts', 'AssumeRole', { RoleArn: server.role, RoleSessionName: 'job' });
    const job = clientOf(
      element(answer.body, 'AccessKeyId'),
      element(answer.body, 'SecretAccessKey'),
      element(answer.body, 'SessionToken'),
    );
    for (const operation of ['CreateUser', 'CreateAccessKey', 'DeleteUser']) {
      expect(await code(job, 'iam', operation, { UserName: 'admin', AccessKeyId: 'AKIA0000000000000000' })).toBe(
        'AccessDenied',
      );
    }
    const inline = { RoleName: 'SagebrushExecutionRole', PolicyName: 'p', PolicyDocument: policy(allow('*')) };
    expect(await code(job, 'iam', 'PutRolePolicy', inline)).toBe('AccessDenied');
    expect(await code(job, 'sagemaker', 'ListTrainingJobs', {})).toBe('allowed');
    expect(await code(job, 's3', 'PutObject', { Bucket: 'shared-things', Key: 'o', Body: 'x' })).toBe('allowed');
  });

  it('are bounded by a permissions boundary', async () => {
    const { UserName, client } = await userWith(policy(allow('*')));
    await iam('PutUserPermissionsBoundary', {
      UserName,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonSageMakerReadOnly',
    });
    expect(await code(client, 'sagemaker', 'ListExperiments', {})).toBe('allowed');
    const refused = await client.call('sagemaker', 'CreateExperiment', { ExperimentName: 'x' });
    expect(refused.message).toContain('because no permissions boundary allows the sagemaker:CreateExperiment action');
    await iam('DeleteUserPermissionsBoundary', { UserName });
    expect(await code(client, 'sagemaker', 'CreateExperiment', { ExperimentName: UserName })).toBe('allowed');
  });
});
