import { afterAll, beforeAll, expect, it } from 'vitest';
import type { IamOperations } from '../../src/api/generated/iam-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createIdentity, iamHandlers } from '../../src/neighbours/iam/index.ts';
import { caller } from '../support/callers.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const TRUST = document({
  ...{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

forEachStore('What a job reads and writes in the name of its role', (open) => {
  let world: JobWorld;
  let iam: ReturnType<typeof caller<IamOperations>>;

  beforeAll(async () => {
    const store = await open();
    world = await openJobWorld(store);
    const identity = createIdentity({ store, clock: systemClock, logger: silentLogger, endpoint: () => '' });
    iam = caller(iamHandlers(identity, new PageTokens(new Uint8Array(32))));
  });
  afterAll(() => world.close());

  async function roleWith(...statements: object[]): Promise<string> {
    const RoleName = `Role-${randomLowerId(8)}`;
    const { Role } = await iam('CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
    if (statements.length > 0) {
      await iam('PutRolePolicy', { RoleName, PolicyName: 'own', PolicyDocument: document(...statements) });
    }
    return Role.Arn;
  }

  async function train(RoleArn: string) {
    const TrainingJobName = `Job-${randomLowerId(10)}`;
    await world.put('in/a.csv', 'a');
    const script = await world.putScript("open('/opt/ml/model/m', 'w').write('x')");
    await world.call('CreateTrainingJob', {
      ...{ TrainingJobName, RoleArn, AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' } },
      InputDataConfig: [
        {
          ChannelName: 'train',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${world.bucket}/in` } },
        },
      ],
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/out/` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      HyperParameters: { sagemaker_submit_directory: JSON.stringify(script) },
    });
    return world.untilTraining(TrainingJobName);
  }

  const within = (Action: string | string[], prefix = '*') => ({
    Effect: 'Allow',
    Action,
    Resource: [`arn:aws:s3:::${world.bucket}`, `arn:aws:s3:::${world.bucket}/${prefix}`],
  });

  it('is nothing for a role without rights: nobody reads a bucket by way of a job’s inputs', async () => {
    const job = await train(await roleWith());
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toContain('ClientError: Data download failed:');
    expect(job.FailureReason).toContain('because no identity-based policy allows the s3:ListBucket action');
  });

  it('fails a job that may read its inputs and not write its model', async () => {
    const job = await train(await roleWith(within(['s3:ListBucket', 's3:GetObject'])));
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toContain('Artifact upload failed');
    expect(job.FailureReason).toContain('because no identity-based policy allows the s3:PutObject action');
  });

  it('is listed by the prefix that a policy asks for', async () => {
    const listing = (prefix: string) => ({
      ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${world.bucket}` },
      Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
    });
    const rest = [within('s3:GetObject'), within('s3:PutObject', 'out/*')];
    expect(await train(await roleWith(listing('in'), ...rest))).toMatchObject({ TrainingJobStatus: 'Completed' });
    const job = await train(await roleWith(listing('other'), ...rest));
    expect(job.FailureReason).toContain('because no identity-based policy allows the s3:ListBucket action');
  });

  it('is as much as a job needs when the role may read its inputs and write below its output', async () => {
    const role = await roleWith(within(['s3:ListBucket', 's3:GetObject']), within('s3:PutObject', 'out/*'));
    expect(await train(role)).toMatchObject({ TrainingJobStatus: 'Completed' });
  });
});
