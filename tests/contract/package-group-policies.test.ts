import { beforeAll, expect, it } from 'vitest';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { lineageRecorder } from '../../src/services/lineage/index.ts';
import { groupPolicy, registryDomain } from '../../src/services/registry/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('Policies of model package groups', (open) => {
  let store: SqlStore;
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/${name.toLowerCase()}`;

  /** Spaced out, to see that the text comes back as it was. The model allows no line breaks in it. */
  const policyOf = (name: string, account = '210987654321') =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Share',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: ['sagemaker:DescribeModelPackageGroup', 'sagemaker:DescribeModelPackage'],
          Resource: [arnOf(name), `${arnOf(name).replace('-group/', '/')}/*`],
        },
      ],
    }).replaceAll(',', ' , ');

  beforeAll(async () => {
    store = await open();
    const deps = { store, tokens: new PageTokens(new Uint8Array(32)), clock: new ManualClock() };
    call = caller<SageMakerOperations>(registryDomain({ ...deps, lineage: lineageRecorder(deps) }).handlers);
  });

  async function newGroup(): Promise<string> {
    const ModelPackageGroupName = `Group-${randomLowerId(8)}`;
    await call('CreateModelPackageGroup', { ModelPackageGroupName });
    return ModelPackageGroupName;
  }

  it('are put, got as they were put, replaced and deleted', async () => {
    const ModelPackageGroupName = await newGroup();
    const arn = arnOf(ModelPackageGroupName);
    for (const account of ['210987654321', '111122223333']) {
      const ResourcePolicy = policyOf(ModelPackageGroupName, account);
      const put = await call('PutModelPackageGroupPolicy', { ModelPackageGroupName, ResourcePolicy });
      expect(put).toEqual({ ModelPackageGroupArn: arn });
      expect(await call('GetModelPackageGroupPolicy', { ModelPackageGroupName })).toEqual({ ResourcePolicy });
      expect(await groupPolicy(store, arn)).toBe(ResourcePolicy);
    }
    await call('DeleteModelPackageGroupPolicy', { ModelPackageGroupName });
    expect(await groupPolicy(store, arn)).toBeUndefined();
  });

  it('that are not there can be neither got nor deleted', async () => {
    const ModelPackageGroupName = await newGroup();
    for (const operation of ['GetModelPackageGroupPolicy', 'DeleteModelPackageGroupPolicy'] as const) {
      await expect(call(operation, { ModelPackageGroupName })).rejects.toMatchObject({
        code: 'ValidationException',
        message: `Cannot find resource policy for: ${arnOf(ModelPackageGroupName)}`,
      });
    }
  });

  it('need their group, in the account and region of the call', async () => {
    const name = await newGroup();
    const missing = `missing-${randomLowerId(8)}`;
    const elsewhere = callContext({ region: 'eu-west-1' });
    const ResourcePolicy = policyOf(missing);
    await expect(
      call('PutModelPackageGroupPolicy', { ModelPackageGroupName: missing, ResourcePolicy }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Cannot find Model Package Group: ${arnOf(missing)}`,
    });
    for (const operation of ['GetModelPackageGroupPolicy', 'DeleteModelPackageGroupPolicy'] as const) {
      await expect(call(operation, { ModelPackageGroupName: missing })).rejects.toMatchObject({
        message: `Cannot find Model Package Group: ${arnOf(missing)}`,
      });
      await expect(call(operation, { ModelPackageGroupName: name }, elsewhere)).rejects.toMatchObject({
        message: `Cannot find Model Package Group: ${arnOf(name).replace(REGION, 'eu-west-1')}`,
      });
    }
  });

  it('that are none, or of another group, are refused and change nothing', async () => {
    const ModelPackageGroupName = await newGroup();
    const ResourcePolicy = policyOf(ModelPackageGroupName);
    await call('PutModelPackageGroupPolicy', { ModelPackageGroupName, ResourcePolicy });
    for (const bad of ['no JSON', '{"Statement": []}', policyOf('another-group')]) {
      await expect(
        call('PutModelPackageGroupPolicy', { ModelPackageGroupName, ResourcePolicy: bad }),
      ).rejects.toMatchObject({
        code: 'ValidationException',
        message: expect.stringContaining('Invalid resource policy: '),
      });
    }
    expect(await call('GetModelPackageGroupPolicy', { ModelPackageGroupName })).toEqual({ ResourcePolicy });
  });

  it('go with their group and do not come back with the next of its name', async () => {
    const ModelPackageGroupName = await newGroup();
    const ResourcePolicy = policyOf(ModelPackageGroupName);
    await call('PutModelPackageGroupPolicy', { ModelPackageGroupName, ResourcePolicy });
    await call('DeleteModelPackageGroup', { ModelPackageGroupName });
    expect(await groupPolicy(store, arnOf(ModelPackageGroupName))).toBeUndefined();
    await call('CreateModelPackageGroup', { ModelPackageGroupName });
    await expect(call('GetModelPackageGroupPolicy', { ModelPackageGroupName })).rejects.toThrow('Cannot find resource');
  });
});
