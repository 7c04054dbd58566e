import { beforeAll, expect, it } from 'vitest';
import type { CreateModelPackageInput, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { newUuid, randomLowerId } from '../../src/base/ids.ts';
import { algorithmsDomain } from '../../src/services/algorithms/index.ts';
import { lineageRecorder } from '../../src/services/lineage/index.ts';
import { approvalHistory, registryDomain } from '../../src/services/registry/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const SPECIFICATION = {
  Containers: [{ Image: 'image:1', ModelDataUrl: 's3://bucket/model.tar.gz' }],
  SupportedContentTypes: ['text/csv'],
  SupportedResponseMIMETypes: ['text/csv'],
};

forEachStore('The model registry', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;

  beforeAll(async () => {
    store = await open();
    const tokens = new PageTokens(new Uint8Array(32));
    call = caller<SageMakerOperations>({
      ...registryDomain({ store, tokens, clock, lineage: lineageRecorder({ store, clock }) }).handlers,
      ...algorithmsDomain({ store, tokens, clock }).handlers,
      ...tagHandlers(store, tokens),
    });
  });

  async function newGroup(): Promise<string> {
    const name = `Group-${randomLowerId(8)}`;
    await call('CreateModelPackageGroup', { ModelPackageGroupName: name });
    return name;
  }

  async function newVersion(group: string, members: Partial<CreateModelPackageInput> = {}): Promise<string> {
    clock.advance(10);
    const { ModelPackageArn } = await call('CreateModelPackage', {
      ModelPackageGroupName: group,
      InferenceSpecification: SPECIFICATION,
      ...members,
    });
    return ModelPackageArn;
  }

  it('numbers versions from one and never gives a number twice', async () => {
    const group = await newGroup();
    const arns = [await newVersion(group), await newVersion(group)];
    expect(arns).toEqual([1, 2].map((number) => arnOf(`model-package/${group.toLowerCase()}/${number}`)));
    await call('DeleteModelPackage', { ModelPackageName: arns[1] ?? '' });
    expect(await newVersion(group)).toMatch(/\/3$/);
  });

  it('makes a package of an algorithm: of its containers, with the model data that is named', async () => {
    const AlgorithmName = `Forest-${randomLowerId(8)}`;
    const trained = { Image: 'image:2', ModelDataUrl: 's3://bucket/default.tar.gz' };
    await call('CreateAlgorithm', {
      AlgorithmName,
      TrainingSpecification: {
        TrainingImage: 'image:1',
        SupportedTrainingInstanceTypes: ['ml.m5.large'],
        TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
      },
      InferenceSpecification: { ...SPECIFICATION, Containers: [trained] },
    });
    const ModelPackageGroupName = await newGroup();
    const ofAlgorithm = async (name: string, ModelDataUrl?: string) => {
      const SourceAlgorithmSpecification = { SourceAlgorithms: [{ AlgorithmName: name, ModelDataUrl }] };
      const request = { ModelPackageGroupName, SourceAlgorithmSpecification };
      const { ModelPackageArn } = await call('CreateModelPackage', request);
      return call('DescribeModelPackage', { ModelPackageName: ModelPackageArn });
    };
    const named = await ofAlgorithm(AlgorithmName, 's3://bucket/mine.tar.gz');
    expect(named.InferenceSpecification).toEqual({
      ...SPECIFICATION,
      Containers: [{ Image: 'image:2', ModelDataUrl: 's3://bucket/mine.tar.gz' }],
    });
    expect(named.SourceAlgorithmSpecification?.SourceAlgorithms[0]?.AlgorithmName).toBe(AlgorithmName);
    const { InferenceSpecification } = await ofAlgorithm(arnOf(`algorithm/${AlgorithmName.toLowerCase()}`));
    expect(InferenceSpecification?.Containers).toEqual([trained]);
    await expect(ofAlgorithm('Ghost')).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Algorithm ${arnOf('algorithm/ghost')} does not exist.`,
    });
  });

  it('gives every one of many versions made at once a number of its own', async () => {
    const group = await newGroup();
    const arns = await Promise.all(Array.from({ length: 12 }, () => newVersion(group)));
    const numbers = arns.map((arn) => Number(arn.split('/').at(-1))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('shows a version by its ARN with group, number, approval and everything it was made with', async () => {
    const group = await newGroup();
    const metrics = { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://b/m.json' } } };
    const arn = await newVersion(group, { ModelMetrics: metrics, CustomerMetadataProperties: { team: 'a' } });
    const shown = await call('DescribeModelPackage', { ModelPackageName: arn });
    expect(shown).toMatchObject({
      ModelPackageArn: arn,
      ModelPackageGroupName: group,
      ModelPackageVersion: 1,
      ModelPackageStatus: 'Completed',
      ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: SPECIFICATION,
      ModelMetrics: metrics,
      CustomerMetadataProperties: { team: 'a' },
      CreatedBy: { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/admin` } },
    });
    expect(shown.LastModifiedTime).toBeUndefined();
  });

  it('changes approval freely and keeps every decision', async () => {
    const group = await newGroup();
    const arn = await newVersion(group);
    for (const status of ['Approved', 'Rejected', 'Approved'] as const) {
      clock.advance(1000);
      await call('UpdateModelPackage', {
        ModelPackageArn: arn,
        ModelApprovalStatus: status,
        ApprovalDescription: `now ${status}`,
      });
    }
    const shown = await call('DescribeModelPackage', { ModelPackageName: arn });
    expect(shown).toMatchObject({ ModelApprovalStatus: 'Approved', ApprovalDescription: 'now Approved' });
    expect(shown.LastModifiedTime).toBe(clock.nowMs() / 1000);
    const history = await approvalHistory(store, arn);
    expect(history.map((decision) => decision.status)).toEqual([
      'PendingManualApproval',
      'Approved',
      'Rejected',
      'Approved',
    ]);
    expect(history[2]).toMatchObject({
      description: 'now Rejected',
      principalArn: `arn:aws:iam::${ACCOUNT}:user/admin`,
    });
  });

  it('merges and removes metadata properties', async () => {
    const arn = await newVersion(await newGroup(), { CustomerMetadataProperties: { a: '1', b: '2' } });
    await call('UpdateModelPackage', {
      ModelPackageArn: arn,
      CustomerMetadataProperties: { b: '3', c: '4' },
      CustomerMetadataPropertiesToRemove: ['a'],
    });
    const shown = await call('DescribeModelPackage', { ModelPackageName: arn });
    expect(shown.CustomerMetadataProperties).toEqual({ b: '3', c: '4' });
  });

  it('answers a repeated ClientToken with the first version, and refuses it for another request', async () => {
    const group = await newGroup();
    const ClientToken = newUuid();
    const first = await newVersion(group, { ClientToken });
    expect(await newVersion(group, { ClientToken })).toBe(first);
    await expect(newVersion(group, { ClientToken, ModelPackageDescription: 'other' })).rejects.toMatchObject({
      code: 'ConflictException',
    });
    expect((await call('ListModelPackages', { ModelPackageGroupName: group })).ModelPackageSummaryList).toHaveLength(1);
    clock.advance(25 * 3_600_000);
    expect(await newVersion(group, { ClientToken })).toMatch(/\/2$/);
  });

  it('lists versions of a group by number, filters by approval, and pages', async () => {
    const group = await newGroup();
    for (let i = 0; i < 11; i++) await newVersion(group, { ModelApprovalStatus: i % 2 ? 'Approved' : 'Rejected' });
    const numbers: (number | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await call('ListModelPackages', {
        ModelPackageGroupName: group,
        SortBy: 'Name',
        SortOrder: 'Descending',
        MaxResults: 4,
        NextToken,
      });
      numbers.push(...page.ModelPackageSummaryList.map((summary) => summary.ModelPackageVersion));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(numbers).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    const approved = await call('ListModelPackages', { ModelPackageGroupName: group, ModelApprovalStatus: 'Approved' });
    expect(approved.ModelPackageSummaryList.map((summary) => summary.ModelPackageVersion)).toEqual([2, 4, 6, 8, 10]);
  });

  it('keeps packages that stand alone apart from versions', async () => {
    const ModelPackageName = `alone-${randomLowerId(8)}`;
    const InferenceSpecification = { ...SPECIFICATION, SupportedTransformInstanceTypes: ['ml.m5.large' as const] };
    const { ModelPackageArn } = await call('CreateModelPackage', {
      ModelPackageName,
      InferenceSpecification,
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(ModelPackageArn).toBe(arnOf(`model-package/${ModelPackageName}`));
    const shown = await call('DescribeModelPackage', { ModelPackageName });
    expect(shown.ModelPackageVersion).toBeUndefined();
    expect(shown.ModelApprovalStatus).toBeUndefined();
    const listed = await call('ListModelPackages', { NameContains: ModelPackageName });
    expect(listed.ModelPackageSummaryList).toHaveLength(1);
    await expect(call('CreateModelPackage', { ModelPackageName, InferenceSpecification })).rejects.toMatchObject({
      message: `ModelPackage already exists: ${ModelPackageArn}`,
    });
    expect((await call('ListTags', { ResourceArn: ModelPackageArn })).Tags).toHaveLength(1);
    await call('DeleteModelPackage', { ModelPackageName });
    expect((await call('ListTags', { ResourceArn: ModelPackageArn })).Tags).toHaveLength(0);
  });

  it('says in the words of the service what is wrong with a request', async () => {
    const group = await newGroup();
    const cases: [CreateModelPackageInput, string][] = [
      [
        { ModelPackageName: 'a', ModelPackageGroupName: group },
        'Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.',
      ],
      [{ InferenceSpecification: SPECIFICATION }, 'Missing ARN'],
      [
        { ModelPackageGroupName: 'absent', InferenceSpecification: SPECIFICATION },
        `ModelPackageGroup ${arnOf('model-package-group/absent')} does not exist.`,
      ],
      [
        { ModelPackageGroupName: group, Tags: [{ Key: 'a', Value: 'b' }] },
        'Tags cannot be set on a versioned model package. Tag its model package group instead.',
      ],
    ];
    for (const [input, message] of cases) {
      await expect(call('CreateModelPackage', input)).rejects.toMatchObject({ code: 'ValidationException', message });
    }
    expect((await call('ListModelPackages', { ModelPackageGroupName: group })).ModelPackageSummaryList).toEqual([]);
    const missing = arnOf(`model-package/${group.toLowerCase()}/99`);
    await expect(call('DescribeModelPackage', { ModelPackageName: missing })).rejects.toMatchObject({
      message: `ModelPackage ${missing} does not exist.`,
    });
  });

  it('deletes a group only when it is empty, with its tags', async () => {
    const ModelPackageGroupName = `Group-${randomLowerId(8)}`;
    const { ModelPackageGroupArn } = await call('CreateModelPackageGroup', {
      ModelPackageGroupName,
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    await expect(call('CreateModelPackageGroup', { ModelPackageGroupName })).rejects.toMatchObject({
      message: `Model Package Group already exists: ${ModelPackageGroupArn}`,
    });
    const arn = await newVersion(ModelPackageGroupName);
    await expect(call('DeleteModelPackageGroup', { ModelPackageGroupName })).rejects.toMatchObject({
      code: 'ConflictException',
    });
    await call('DeleteModelPackage', { ModelPackageName: arn });
    await call('DeleteModelPackageGroup', { ModelPackageGroupName });
    await expect(call('DescribeModelPackageGroup', { ModelPackageGroupName })).rejects.toMatchObject({
      message: `ModelPackageGroup ${ModelPackageGroupArn} does not exist.`,
    });
    expect((await call('ListTags', { ResourceArn: ModelPackageGroupArn })).Tags).toEqual([]);
  });

  it('does not show groups of another account or region', async () => {
    const group = await newGroup();
    for (const other of [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' })]) {
      await expect(call('DescribeModelPackageGroup', { ModelPackageGroupName: group }, other)).rejects.toMatchObject({
        code: 'ValidationException',
      });
      const listed = await call('ListModelPackageGroups', {}, other);
      expect(listed.ModelPackageGroupSummaryList).toEqual([]);
    }
  });
});
