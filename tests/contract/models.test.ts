import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerDefinition, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createIdentity } from '../../src/neighbours/iam/index.ts';
import { lineageRecorder } from '../../src/services/lineage/index.ts';
import { modelsDomain } from '../../src/services/models/index.ts';
import { registryDomain } from '../../src/services/registry/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE, systemPython } from '../support/system-python.ts';

forEachStore('Models', (open) => {
  const clock = new ManualClock();
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-models-'));
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  let role: string;
  let ModelDataUrl: string;
  let objects: Awaited<ReturnType<typeof openObjectStore>>;
  const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;

  beforeAll(async () => {
    const store = await open();
    const logger = silentLogger;
    const tokens = new PageTokens(new Uint8Array(32));
    objects = await openObjectStore({ store, dataDir, clock, logger });
    const identity = createIdentity({ store, clock, logger, endpoint: () => 'http://127.0.0.1:9' });
    role = (await identity.ensureAdministrator({ account: ACCOUNT, region: REGION })).executionRoleArn;
    const { bucket } = await objects.buckets.create(`bucket-${randomLowerId(10)}`, {
      account: ACCOUNT,
      region: REGION,
    });
    await objects.write(bucket.name, 'model.tar.gz', Buffer.from('x'));
    ModelDataUrl = `s3://${bucket.name}/model.tar.gz`;
    const deps = { store, tokens, clock, roles: identity.roles, objects, images: systemPython };
    call = caller<SageMakerOperations>({
      ...modelsDomain(deps).handlers,
      ...registryDomain({ ...deps, lineage: lineageRecorder(deps) }).handlers,
      ...tagHandlers(store, tokens),
    });
  });
  afterAll(async () => {
    await objects.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function create(container: ContainerDefinition, ExecutionRoleArn = role): Promise<string> {
    clock.advance(10);
    const ModelName = `Model-${randomLowerId(8)}`;
    await call('CreateModel', { ModelName, PrimaryContainer: container, ExecutionRoleArn });
    return ModelName;
  }

  async function newVersion(status: 'Approved' | 'PendingManualApproval' | 'Rejected'): Promise<string> {
    const ModelPackageGroupName = `Group-${randomLowerId(8)}`;
    await call('CreateModelPackageGroup', { ModelPackageGroupName });
    const { ModelPackageArn } = await call('CreateModelPackage', {
      ModelPackageGroupName,
      ModelApprovalStatus: status,
      InferenceSpecification: { Containers: [{ Image: IMAGE, ModelDataUrl, Environment: { A: '1', B: '1' } }] },
    });
    return ModelPackageArn;
  }

  it('are made, described with their mode, listed newest first and deleted with their tags', async () => {
    const ModelName = `Model-${randomLowerId(8)}`;
    const Environment = { SAGEMAKER_PROGRAM: 'inference.py' };
    const { ModelArn } = await call('CreateModel', {
      ModelName,
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl, Environment },
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(ModelArn).toBe(arnOf(`model/${ModelName.toLowerCase()}`));
    expect(await call('DescribeModel', { ModelName })).toEqual({
      ModelName,
      ModelArn,
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl, Environment, Mode: 'SingleModel' },
      EnableNetworkIsolation: false,
      CreationTime: clock.nowMs() / 1000,
    });
    const newer = await create({ Image: IMAGE });
    const { Models } = await call('ListModels', { MaxResults: 2 });
    expect(Models.map((model) => model.ModelName)).toEqual([newer, ModelName]);

    await call('DeleteModel', { ModelName });
    expect((await call('ListTags', { ResourceArn: ModelArn })).Tags).toEqual([]);
    const missing = { code: 'ValidationException', message: `Could not find model "${ModelArn}".` };
    await expect(call('DescribeModel', { ModelName })).rejects.toMatchObject(missing);
    await expect(call('DeleteModel', { ModelName })).rejects.toMatchObject(missing);
  });

  it('have names of their own', async () => {
    const ModelName = await create({ Image: IMAGE, ModelDataUrl });
    await expect(
      call('CreateModel', { ModelName: ModelName.toUpperCase(), PrimaryContainer: { Image: IMAGE } }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Cannot create already existing model "${arnOf(`model/${ModelName.toLowerCase()}`)}".`,
    });
  });

  it('without a role need a caller who may read their data', async () => {
    const principal = { ...callContext().principal, arn: `arn:aws:iam::${ACCOUNT}:user/nobody` };
    const request = (data: ContainerDefinition) => ({
      ModelName: `Model-${randomLowerId(8)}`,
      PrimaryContainer: { Image: IMAGE, ...data },
    });
    const S3DataSource = { S3Uri: ModelDataUrl, S3DataType: 'S3Prefix', CompressionType: 'None' } as const;
    for (const data of [{ ModelDataUrl }, { ModelDataSource: { S3DataSource } }]) {
      await expect(call('CreateModel', request(data), callContext({ principal }))).rejects.toThrow(
        `Could not access model data at ${ModelDataUrl}. The model has no execution role: please ensure that you have "s3:GetObject" permissions`,
      );
      await call('CreateModel', request(data));
    }
    await call('CreateModel', request({}), callContext({ principal }));
  });

  it("are refused on model data in another account's bucket", async () => {
    const scope = { account: '999999999999', region: REGION };
    const { bucket } = await objects.buckets.create(`foreign-${randomLowerId(10)}`, scope);
    await objects.write(bucket.name, 'model.tar.gz', Buffer.from('x'));
    for (const Mode of ['SingleModel', 'MultiModel'] as const) {
      const container = { Image: IMAGE, Mode, ModelDataUrl: `s3://${bucket.name}/model.tar.gz` };
      await expect(create(container)).rejects.toThrow(/^Could not access model data at s3:/);
    }
  });

  describe('of a model package', () => {
    it('are made from an approved version, which may then be deleted', async () => {
      const ModelPackageName = await newVersion('Approved');
      const ModelName = await create({ ModelPackageName, Environment: { B: '2' } });
      await call('DeleteModelPackage', { ModelPackageName });
      const shown = await call('DescribeModel', { ModelName });
      expect(shown.PrimaryContainer?.ModelPackageName).toBe(ModelPackageName);
    });

    it('are refused for a version that is not approved, or not there', async () => {
      for (const status of ['PendingManualApproval', 'Rejected'] as const) {
        const ModelPackageName = await newVersion(status);
        await expect(create({ ModelPackageName })).rejects.toMatchObject({
          code: 'ValidationException',
          message: expect.stringContaining(`its approval status is ${status}`),
        });
      }
      const missing = arnOf('model-package/nothing/1');
      await expect(create({ ModelPackageName: missing })).rejects.toMatchObject({
        message: `ModelPackage ${missing} does not exist.`,
      });
    });
  });

  describe('that can not run', () => {
    it('are refused for their container', async () => {
      const neither = 'Specify one of either Image and Model Data URL or ModelPackageName in container definition.';
      const cases: [ContainerDefinition, string][] = [
        [{}, neither],
        [{ ModelDataUrl }, neither],
        [{ Image: IMAGE, ModelPackageName: 'some' }, neither],
        [{ Image: 'nobody/knows:1' }, 'The image nobody/knows:1 can not be run here.'],
        [
          { Image: IMAGE, MultiModelConfig: { ModelCacheSetting: 'Enabled' } },
          'MultiModelConfig of a container definition is not supported by this server.',
        ],
      ];
      for (const [container, message] of cases) {
        await expect(create(container)).rejects.toMatchObject({ code: 'ValidationException', message });
      }
    });

    it('are refused for model data that is not there', async () => {
      const bucket = ModelDataUrl.slice(0, ModelDataUrl.lastIndexOf('/'));
      for (const url of [`${bucket}/absent.tar.gz`, 's3://no-such-bucket-here/model.tar.gz', 'https://x/y.tar.gz']) {
        await expect(create({ Image: IMAGE, ModelDataUrl: url })).rejects.toMatchObject({
          code: 'ValidationException',
          message: `Could not access model data at ${url}. Please ensure that the role "${role}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${REGION}.`,
        });
      }
    });

    it('are refused for a role that is not there or another account has', async () => {
      const absent = `arn:aws:iam::${ACCOUNT}:role/Absent`;
      await expect(create({ Image: IMAGE, ModelDataUrl }, absent)).rejects.toMatchObject({
        message: `The execution role ARN "${absent}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
      });
      await expect(create({ Image: IMAGE }, role.replace(ACCOUNT, '210987654321'))).rejects.toMatchObject({
        message: 'RoleArn: Cross-account pass role is not allowed.',
      });
    });

    it('leave nothing behind', async () => {
      const before = await call('ListModels', { MaxResults: 100 });
      await create({ Image: 'nobody/knows:1' }).catch(() => undefined);
      expect(await call('ListModels', { MaxResults: 100 })).toEqual(before);
    });
  });

  it('page by name, and are not seen from another region', async () => {
    const prefix = `Page-${randomLowerId(6)}`;
    for (let i = 0; i < 5; i++) {
      await call('CreateModel', { ModelName: `${prefix}-${i}`, PrimaryContainer: { Image: IMAGE } });
    }
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('ListModels', {
        NameContains: prefix,
        SortBy: 'Name',
        SortOrder: 'Ascending',
        MaxResults: 2,
        NextToken,
      });
      names.push(...page.Models.map((model) => model.ModelName));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `${prefix}-${i}`));
    expect((await call('ListModels', {}, callContext({ region: 'eu-west-1' }))).Models).toEqual([]);
  });
});
