import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CreateFeatureGroupRequest,
  FeatureDefinition,
  SageMakerOperations,
} from '../../src/api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../src/api/operation.ts';
import { systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { ACCOUNT, callContext, REGION } from '../support/callers.ts';
import {
  FEATURES,
  type FeatureWorld,
  KEY,
  FEATURE_LIMITS as LIMITS,
  openFeatureWorld,
  featureGroupRequest as request,
  TIME,
} from '../support/feature-world.ts';
import { forEachStore } from '../support/stores.ts';
import { until } from '../support/until.ts';

const OTHER_ACCOUNT = '210987654321';

const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:feature-group/${name.toLowerCase()}`;

const missing = (name: string) => ({
  code: 'ResourceNotFound',
  message: `Resource Not Found: Amazon SageMaker can't find a FeatureGroup with name ${name}`,
});

forEachStore('Feature groups', (open) => {
  let world: FeatureWorld;
  let call: FeatureWorld['call'];

  beforeAll(async () => {
    world = await openFeatureWorld(await open());
    call = world.call;
    await world.engine.start();
  });
  afterAll(() => world.close());

  const describeGroup = (FeatureGroupName: string, context?: OperationContext) =>
    call('DescribeFeatureGroup', { FeatureGroupName }, context);

  const untilCreated = (name: string, context?: OperationContext) =>
    until(
      () => describeGroup(name, context),
      (group) => group.FeatureGroupStatus !== 'Creating',
    );

  async function create(members: Partial<CreateFeatureGroupRequest> = {}, context?: OperationContext) {
    const input = request(members);
    await call('CreateFeatureGroup', input, context);
    await untilCreated(input.FeatureGroupName, context);
    return input.FeatureGroupName;
  }

  async function remove(name: string, context?: OperationContext) {
    await call('DeleteFeatureGroup', { FeatureGroupName: name }, context);
    await untilGone(name, context);
  }

  const untilGone = (name: string, context?: OperationContext) =>
    until(
      () => describeGroup(name, context).catch((error: Error) => error),
      (answer) => answer instanceof Error,
    );

  it('are created with an offline store whose files and table have names of their own', async () => {
    const S3Uri = `s3://${world.bucket}/features/`;
    const input = request({
      OfflineStoreConfig: { S3StorageConfig: { S3Uri } },
      RoleArn: world.role,
      Description: 'all of them',
      FeatureDefinitions: [KEY, TIME],
    });
    const { FeatureGroupName } = input;
    const { FeatureGroupArn } = await call('CreateFeatureGroup', input);
    expect(FeatureGroupArn).toBe(arnOf(FeatureGroupName));
    const group = await untilCreated(FeatureGroupName);
    const directory = `${FeatureGroupName}-${Math.floor(group.CreationTime)}`;
    expect(group).toEqual({
      FeatureGroupArn,
      FeatureGroupName,
      RecordIdentifierFeatureName: KEY.FeatureName,
      EventTimeFeatureName: TIME.FeatureName,
      FeatureDefinitions: [KEY, TIME],
      CreationTime: group.CreationTime,
      LastModifiedTime: group.LastModifiedTime,
      OnlineStoreConfig: { EnableOnlineStore: true },
      OfflineStoreConfig: {
        S3StorageConfig: {
          S3Uri,
          ResolvedOutputS3Uri: `${S3Uri}${ACCOUNT}/sagemaker/${REGION}/offline-store/${directory}/data`,
        },
        DisableGlueTableCreation: false,
        DataCatalogConfig: {
          TableName: directory.toLowerCase(),
          Catalog: 'AwsDataCatalog',
          Database: 'sagemaker_featurestore',
        },
      },
      ThroughputConfig: { ThroughputMode: 'OnDemand' },
      RoleArn: world.role,
      FeatureGroupStatus: 'Created',
      OfflineStoreStatus: { Status: 'Active' },
      Description: 'all of them',
      NextToken: '',
    });
    expect(await describeGroup(FeatureGroupArn)).toEqual(group);
    expect(await describeGroup(FeatureGroupName.toUpperCase())).toEqual(group);
    await remove(FeatureGroupName);
  });

  it('show no status of an offline store that they do not have', async () => {
    const name = await create();
    const group = await describeGroup(name);
    expect(group.OfflineStoreStatus).toBeUndefined();
    expect(group.OfflineStoreConfig).toBeUndefined();
    await remove(name);
  });

  it('are deleted with their tags and metadata, and their name is free again', async () => {
    const name = await create({ Tags: [{ Key: 'team', Value: 'a' }] });
    const before = await describeGroup(name);
    expect((await call('ListTags', { ResourceArn: arnOf(name) })).Tags).toEqual([{ Key: 'team', Value: 'a' }]);
    await call('UpdateFeatureMetadata', { FeatureGroupName: name, FeatureName: 'amount', Description: 'old' });
    await remove(name);
    await expect(describeGroup(name)).rejects.toMatchObject(missing(name));
    expect((await call('ListTags', { ResourceArn: arnOf(name) })).Tags).toEqual([]);
    await create({ FeatureGroupName: name });
    const after = await describeGroup(name);
    expect(Math.floor(after.CreationTime)).toBeGreaterThan(Math.floor(before.CreationTime));
    const metadata = await call('DescribeFeatureMetadata', { FeatureGroupName: name, FeatureName: 'amount' });
    expect(metadata.Description).toBeUndefined();
    await remove(name);
  });

  it('have names of their own, without regard to case', async () => {
    const name = await create();
    const other = name.toUpperCase();
    await expect(create({ FeatureGroupName: other })).rejects.toMatchObject({
      code: 'ResourceInUse',
      message:
        `Resource Already Exists: FeatureGroup with name ${other} already exists. Choose a different name.\n` +
        `Info: Feature Group '${other}' already exists.`,
    });
    await remove(name);
  });

  it('that are not there are not found, nor are those of other accounts and regions', async () => {
    const name = await create();
    const strangers = [arnOf(name).replace(ACCOUNT, OTHER_ACCOUNT), arnOf(name).replace(REGION, 'eu-west-1'), 'none'];
    for (const FeatureGroupName of strangers) {
      const feature = { FeatureGroupName, FeatureName: 'amount' };
      await expect(describeGroup(FeatureGroupName)).rejects.toMatchObject(missing(FeatureGroupName));
      await expect(
        call('UpdateFeatureGroup', { FeatureGroupName, FeatureAdditions: [{ ...KEY, FeatureName: 'x' }] }),
      ).rejects.toMatchObject(missing(FeatureGroupName));
      await expect(call('DescribeFeatureMetadata', feature)).rejects.toMatchObject(missing(FeatureGroupName));
      await expect(call('UpdateFeatureMetadata', feature)).rejects.toMatchObject(missing(FeatureGroupName));
    }
    await expect(call('DeleteFeatureGroup', { FeatureGroupName: 'none' })).rejects.toMatchObject(missing('none'));
    const elsewhere = callContext({ account: OTHER_ACCOUNT });
    await expect(describeGroup(name, elsewhere)).rejects.toMatchObject(missing(name));
    await remove(name);
  });

  describe('that can not be', () => {
    const offline = (S3Uri: string) => ({ S3StorageConfig: { S3Uri } });
    const refusal = (message: string) => ({ code: 'ValidationException', message: expect.stringContaining(message) });

    it('are refused for their members, and leave nothing', async () => {
      const FeatureGroupName = `Group-${randomLowerId(8)}`;
      const cases: [Partial<CreateFeatureGroupRequest>, string][] = [
        [{ OnlineStoreConfig: {} }, 'At least one of OnlineStoreConfig'],
        [{ OfflineStoreConfig: offline(`s3://${world.bucket}`) }, 'RoleArn must be provided'],
        [{ FeatureDefinitions: [...FEATURES, { ...KEY, FeatureName: 'Is_Deleted' }] }, 'Is_Deleted is reserved'],
        [{ Tags: [{ Key: 'aws:x', Value: '' }] }, 'System tags cannot be added'],
      ];
      for (const [members, message] of cases) {
        await expect(create({ FeatureGroupName, ...members })).rejects.toMatchObject(refusal(message));
      }
      await expect(describeGroup(FeatureGroupName)).rejects.toMatchObject(missing(FeatureGroupName));
    });

    it('are refused for a place that is none', async () => {
      const places = [
        'https://bucket/prefix',
        's3://nothing-of-this-name/x',
        `s3://${await world.newBucket({ account: OTHER_ACCOUNT })}/x`,
        `s3://${await world.newBucket({ region: 'eu-west-1' })}/x`,
      ];
      for (const place of places) {
        const members = { OfflineStoreConfig: offline(place), RoleArn: world.role };
        await expect(create(members), place).rejects.toMatchObject(refusal('Invalid S3Uri provided'));
      }
    });

    it('are refused for a role that may not be passed', async () => {
      const cases = [
        [world.role.replace(/\/[^/]+$/, '/nobody'), 'The execution role ARN is invalid.'],
        [world.role.replace(ACCOUNT, OTHER_ACCOUNT), 'RoleArn: Cross-account pass role is not allowed.'],
      ] as const;
      for (const [RoleArn, message] of cases) {
        const members = { OfflineStoreConfig: offline(`s3://${world.bucket}`), RoleArn };
        await expect(create(members)).rejects.toMatchObject(refusal(message));
      }
    });
  });

  it('grow by new features, whose definitions come in pages', async () => {
    const name = await create();
    const added = ['one', 'two'].map((FeatureName) => ({ FeatureName, FeatureType: 'String' as const }));
    const updated = await call('UpdateFeatureGroup', { FeatureGroupName: arnOf(name), FeatureAdditions: added });
    expect(updated).toEqual({ FeatureGroupArn: arnOf(name) });
    const definitions: FeatureDefinition[] = [];
    let NextToken: string | undefined;
    let pages = 0;
    do {
      const page = await call('DescribeFeatureGroup', { FeatureGroupName: name, NextToken });
      definitions.push(...page.FeatureDefinitions);
      expect(page.LastUpdateStatus).toEqual({ Status: 'Successful' });
      NextToken = page.NextToken;
      pages++;
    } while (NextToken);
    expect(definitions).toEqual([...FEATURES, ...added]);
    expect(pages).toBe(3);

    const other = await create();
    const first = await call('DescribeFeatureGroup', { FeatureGroupName: name });
    await expect(
      call('DescribeFeatureGroup', { FeatureGroupName: other, NextToken: first.NextToken }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    await Promise.all([remove(name), remove(other)]);
  });

  it('are updated in time to live and throughput, and refuse what can not be', async () => {
    const name = await create();
    const offlineOnly = await create({
      OnlineStoreConfig: undefined,
      OfflineStoreConfig: { S3StorageConfig: { S3Uri: `s3://${world.bucket}` } },
      RoleArn: world.role,
    });
    const TtlDuration = { Unit: 'Days', Value: 3 } as const;
    const ThroughputConfig = {
      ThroughputMode: 'Provisioned',
      ProvisionedReadCapacityUnits: 5,
      ProvisionedWriteCapacityUnits: 6,
    } as const;
    await call('UpdateFeatureGroup', { FeatureGroupName: name, OnlineStoreConfig: { TtlDuration }, ThroughputConfig });
    const more = { ProvisionedReadCapacityUnits: 7 };
    await call('UpdateFeatureGroup', { FeatureGroupName: name, ThroughputConfig: more });
    expect(await describeGroup(name)).toMatchObject({
      OnlineStoreConfig: { EnableOnlineStore: true, TtlDuration },
      ThroughputConfig: { ...ThroughputConfig, ...more },
    });
    const cases: [Partial<SageMakerOperations['UpdateFeatureGroup']['input']>, string][] = [
      [{}, 'Specify at least one of FeatureAdditions'],
      [{ FeatureAdditions: [{ ...KEY, FeatureName: 'AMOUNT' }] }, 'Duplicate FeatureName AMOUNT.'],
      [{ FeatureAdditions: [{ ...KEY, FeatureName: 'write_time' }] }, 'write_time is reserved'],
      [{ OnlineStoreConfig: { StorageType: 'InMemory' } }, 'StorageType of an online store can not be changed'],
      [{ OnlineStoreConfig: { TtlDuration: { Unit: 'Days' } } }, 'both Unit and Value'],
      [{ ThroughputConfig: { ThroughputMode: 'OnDemand', ...more } }, 'need ThroughputMode Provisioned'],
      [{ FeatureGroupName: offlineOnly, OnlineStoreConfig: { TtlDuration } }, 'only where the online store is enabled'],
    ];
    for (const [members, message] of cases) {
      await expect(call('UpdateFeatureGroup', { FeatureGroupName: name, ...members })).rejects.toMatchObject({
        code: 'ValidationException',
        message: expect.stringContaining(message),
      });
    }
    await Promise.all([remove(name), remove(offlineOnly)]);
  });

  it('have features that people describe', async () => {
    const FeatureGroupName = await create();
    const feature = { FeatureGroupName, FeatureName: 'amount' };
    const group = await describeGroup(FeatureGroupName);
    expect(await call('DescribeFeatureMetadata', feature)).toEqual({
      FeatureGroupArn: arnOf(FeatureGroupName),
      ...feature,
      FeatureType: 'Fractional',
      CreationTime: group.CreationTime,
      LastModifiedTime: group.CreationTime,
      Description: undefined,
      Parameters: [],
    });
    const a = { Key: 'a', Value: '1' };
    const b = { Key: 'b', Value: '2' };
    await call('UpdateFeatureMetadata', { ...feature, Description: 'in euros', ParameterAdditions: [a, b] });
    const change = { ParameterAdditions: [{ Key: 'b', Value: '3' }], ParameterRemovals: ['a', 'unknown'] };
    await call('UpdateFeatureMetadata', { ...feature, ...change });
    const shown = await call('DescribeFeatureMetadata', feature);
    expect(shown).toMatchObject({ Description: 'in euros', Parameters: [{ Key: 'b', Value: '3' }] });
    expect(shown.LastModifiedTime).toBeGreaterThanOrEqual(shown.CreationTime);

    const many = Array.from({ length: 25 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));
    for (const ParameterAdditions of [many, [{ Key: 'only' }]]) {
      await expect(call('UpdateFeatureMetadata', { ...feature, ParameterAdditions })).rejects.toMatchObject({
        code: 'ValidationException',
      });
    }
    for (const operation of ['DescribeFeatureMetadata', 'UpdateFeatureMetadata'] as const) {
      await expect(call(operation, { ...feature, FeatureName: 'Amount' })).rejects.toMatchObject({
        code: 'ResourceNotFound',
      });
    }
    await remove(FeatureGroupName);
  });

  it('are at most as many as the account may have', async () => {
    const context = callContext({ account: '444455556666' });
    for (let index = 0; index < LIMITS.groups; index++) await create({}, context);
    await expect(create({}, context)).rejects.toMatchObject({
      code: 'ResourceLimitExceeded',
      message: expect.stringContaining("'Maximum number of feature groups' is 8 FeatureGroups"),
    });
  });

  describe('are listed', () => {
    const context = callContext({ account: ACCOUNT, region: 'ap-south-1' });
    const names = ['b-Two', 'A-One', 'c-three'];
    type ListInput = SageMakerOperations['ListFeatureGroups']['input'];
    const list = async (input: ListInput) => {
      const page = await call('ListFeatureGroups', input, context);
      return page.FeatureGroupSummaries.map((group) => group.FeatureGroupName);
    };

    beforeAll(async () => {
      const bucket = await world.newBucket({ region: context.region });
      const offline = { OfflineStoreConfig: { S3StorageConfig: { S3Uri: `s3://${bucket}` } }, RoleArn: world.role };
      for (const FeatureGroupName of names) {
        await create({ FeatureGroupName, ...(FeatureGroupName === 'A-One' && offline) }, context);
        await until(async () => systemClock.nowMs(), moved(systemClock.nowMs()));
      }
    });
    /** Times of creation that differ, whatever the clock's grain. */
    const moved = (before: number) => (nowMs: number) => nowMs > before;

    it('the newest first, unless asked otherwise', async () => {
      expect(await list({})).toEqual(['c-three', 'A-One', 'b-Two']);
      expect(await list({ SortOrder: 'Ascending' })).toEqual(names);
      expect(await list({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['A-One', 'b-Two', 'c-three']);
      expect(await list({ SortBy: 'OfflineStoreStatus', SortOrder: 'Ascending' })).toEqual([
        'A-One',
        'b-Two',
        'c-three',
      ]);
      expect(await list({ SortBy: 'FeatureGroupStatus', SortOrder: 'Ascending' })).toEqual([
        'A-One',
        'b-Two',
        'c-three',
      ]);
    });

    it('with filters on name, statuses and times', async () => {
      const { CreationTime } = await describeGroup('a-one', context);
      expect(await list({ NameContains: 'One' })).toEqual(['A-One']);
      expect(await list({ NameContains: 'one' })).toEqual([]);
      expect(await list({ FeatureGroupStatusEquals: 'Created' })).toHaveLength(3);
      expect(await list({ FeatureGroupStatusEquals: 'Deleting' })).toEqual([]);
      expect(await list({ OfflineStoreStatusEquals: 'Active' })).toEqual(['A-One']);
      expect(await list({ OfflineStoreStatusEquals: 'Disabled' })).toEqual(['c-three', 'b-Two']);
      expect(await list({ OfflineStoreStatusEquals: 'Active', FeatureGroupStatusEquals: 'Creating' })).toEqual([]);
      expect(await list({ CreationTimeAfter: CreationTime })).toEqual(['c-three']);
      expect(await list({ CreationTimeBefore: CreationTime })).toEqual(['b-Two']);
    });

    it('with what a summary holds', async () => {
      const { FeatureGroupSummaries } = await call(
        'ListFeatureGroups',
        { SortBy: 'Name', SortOrder: 'Ascending' },
        context,
      );
      const { CreationTime, FeatureGroupArn } = await describeGroup('a-one', context);
      expect(FeatureGroupSummaries[0]).toEqual({
        FeatureGroupName: 'A-One',
        FeatureGroupArn,
        CreationTime,
        FeatureGroupStatus: 'Created',
        OfflineStoreStatus: { Status: 'Active' },
      });
      expect(FeatureGroupSummaries[1]?.OfflineStoreStatus).toBeUndefined();
    });

    it('in pages whose tokens belong to one list', async () => {
      for (const SortBy of ['Name', 'FeatureGroupStatus', 'OfflineStoreStatus', 'CreationTime'] as const) {
        const input = { SortBy, MaxResults: 2 };
        const first = await call('ListFeatureGroups', input, context);
        const second = await call('ListFeatureGroups', { ...input, NextToken: first.NextToken }, context);
        const all = [...first.FeatureGroupSummaries, ...second.FeatureGroupSummaries];
        expect(all.map((group) => group.FeatureGroupName).sort()).toEqual(['A-One', 'b-Two', 'c-three']);
        expect(second.NextToken).toBeUndefined();
        for (const foreign of [
          { FeatureGroupStatusEquals: 'Created' },
          { OfflineStoreStatusEquals: 'Active' },
        ] as const) {
          await expect(list({ ...input, ...foreign, NextToken: first.NextToken })).rejects.toMatchObject({
            code: 'ValidationException',
          });
        }
      }
    });
  });
});
