import { beforeAll, describe, expect, it } from 'vitest';
import type { CreateAlgorithmInput, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { algorithmsDomain } from '../../src/services/algorithms/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const SPECIFICATION: CreateAlgorithmInput['TrainingSpecification'] = {
  TrainingImage: 'image:1',
  SupportedHyperParameters: [
    {
      Name: 'depth',
      Type: 'Integer',
      IsTunable: true,
      DefaultValue: '3',
      Range: { IntegerParameterRangeSpecification: { MinValue: '1', MaxValue: '9' } },
    },
  ],
  SupportedTrainingInstanceTypes: ['ml.m5.large'],
  MetricDefinitions: [{ Name: 'loss', Regex: 'loss=([0-9.]+)' }],
  TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
  SupportedTuningJobObjectiveMetrics: [{ Type: 'Minimize', MetricName: 'loss' }],
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/any`;
const VALIDATION: CreateAlgorithmInput['ValidationSpecification'] = {
  ValidationRole: ROLE,
  ValidationProfiles: [
    {
      ProfileName: 'profile',
      TrainingJobDefinition: {
        TrainingInputMode: 'File',
        InputDataConfig: [],
        OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
      },
    },
  ],
};

forEachStore('Algorithms', (open) => {
  const clock = new ManualClock();
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:algorithm/${name.toLowerCase()}`;
  const newName = () => `Algorithm-${randomLowerId(8)}`;

  beforeAll(async () => {
    const store = await open();
    const tokens = new PageTokens(new Uint8Array(32));
    call = caller<SageMakerOperations>({
      ...algorithmsDomain({ store, tokens, clock }).handlers,
      ...tagHandlers(store, tokens),
    });
  });

  async function create(
    AlgorithmName = newName(),
    members: Partial<CreateAlgorithmInput> = {},
    context = callContext(),
  ) {
    clock.advance(1000);
    const input = { AlgorithmName, TrainingSpecification: SPECIFICATION, ...members };
    await call('CreateAlgorithm', input, context);
    return AlgorithmName;
  }

  it('are made complete, shown by name or ARN, and deleted with their tags', async () => {
    const AlgorithmName = newName();
    const AlgorithmArn = arnOf(AlgorithmName);
    const request = {
      AlgorithmName,
      AlgorithmDescription: 'trees',
      TrainingSpecification: SPECIFICATION,
      InferenceSpecification: { Containers: [{ Image: 'image:1' }], SupportedContentTypes: ['text/csv'] },
    };
    const Tags = [{ Key: 'team', Value: 'a' }];
    expect(await call('CreateAlgorithm', { ...request, Tags })).toEqual({ AlgorithmArn });
    for (const nameOrArn of [AlgorithmName, AlgorithmName.toLowerCase(), AlgorithmArn]) {
      expect(await call('DescribeAlgorithm', { AlgorithmName: nameOrArn })).toEqual({
        ...request,
        AlgorithmArn,
        CreationTime: clock.nowMs() / 1000,
        AlgorithmStatus: 'Completed',
        AlgorithmStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
        CertifyForMarketplace: false,
      });
    }
    expect((await call('ListTags', { ResourceArn: AlgorithmArn })).Tags).toEqual(Tags);
    await call('DeleteAlgorithm', { AlgorithmName });
    expect((await call('ListTags', { ResourceArn: AlgorithmArn })).Tags).toEqual([]);
    await create(AlgorithmName);
  });

  it('are refused when their members contradict each other or ask for validation jobs, and leave nothing', async () => {
    const AlgorithmName = newName();
    const cases: [Partial<CreateAlgorithmInput>, string][] = [
      [
        { TrainingSpecification: { ...SPECIFICATION, MetricDefinitions: [] } },
        'SupportedTuningJobObjectiveMetrics names the metric loss, which is not one of MetricDefinitions.',
      ],
      [
        { ValidationSpecification: VALIDATION },
        'ValidationSpecification is not supported: this server does not validate algorithms.',
      ],
      [{ Tags: [{ Key: 'aws:x', Value: '' }] }, 'System tags cannot be added or updated by requester: aws:x'],
    ];
    for (const [members, message] of cases) {
      await expect(create(AlgorithmName, members)).rejects.toMatchObject({ code: 'ValidationException', message });
    }
    await expect(call('DescribeAlgorithm', { AlgorithmName })).rejects.toThrow('does not exist');
  });

  it('have names of their own, without regard to case', async () => {
    const AlgorithmName = await create();
    await expect(create(AlgorithmName.toUpperCase())).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Algorithm already exists: ${arnOf(AlgorithmName)}`,
    });
  });

  it('that are not there do not exist, nor do those of other accounts and other resources', async () => {
    const AlgorithmName = await create();
    const missing = newName();
    for (const operation of ['DescribeAlgorithm', 'DeleteAlgorithm'] as const) {
      await expect(call(operation, { AlgorithmName: missing })).rejects.toMatchObject({
        code: 'ValidationException',
        message: `Algorithm ${arnOf(missing)} does not exist.`,
      });
      const stranger = callContext({ account: '210987654321' });
      await expect(call(operation, { AlgorithmName }, stranger)).rejects.toThrow('does not exist');
    }
    const foreign = [
      arnOf(AlgorithmName).replace(ACCOUNT, '210987654321'),
      arnOf(AlgorithmName).replace(REGION, 'eu-west-1'),
      arnOf(AlgorithmName).replace(':algorithm/', ':model/'),
    ];
    for (const arn of foreign) {
      await expect(call('DescribeAlgorithm', { AlgorithmName: arn })).rejects.toMatchObject({
        message: `Algorithm ${arn} does not exist.`,
      });
    }
  });

  describe('are listed', () => {
    const context = callContext({ account: '111122223333' });
    const names = ['b-Two', 'A-One', 'c-three'];
    const list = async (input: SageMakerOperations['ListAlgorithms']['input']) => {
      const page = await call('ListAlgorithms', input, context);
      return page.AlgorithmSummaryList.map((one) => one.AlgorithmName);
    };

    beforeAll(async () => {
      for (const name of names) await create(name, { AlgorithmDescription: name }, context);
    });

    it('the oldest first, unless asked otherwise', async () => {
      expect(await list({})).toEqual(names);
      expect(await list({ SortOrder: 'Descending' })).toEqual(['c-three', 'A-One', 'b-Two']);
      expect(await list({ SortBy: 'Name' })).toEqual(['A-One', 'b-Two', 'c-three']);
    });

    it('with what a summary holds', async () => {
      const { AlgorithmSummaryList } = await call('ListAlgorithms', { NameContains: 'One' }, context);
      const shown = await call('DescribeAlgorithm', { AlgorithmName: 'a-one' }, context);
      expect(AlgorithmSummaryList).toEqual([
        {
          AlgorithmName: 'A-One',
          AlgorithmArn: shown.AlgorithmArn,
          AlgorithmDescription: 'A-One',
          CreationTime: shown.CreationTime,
          AlgorithmStatus: 'Completed',
        },
      ]);
      expect(await list({ CreationTimeAfter: shown.CreationTime })).toEqual(['c-three']);
      expect(await list({ CreationTimeBefore: shown.CreationTime })).toEqual(['b-Two']);
    });

    it('in pages whose tokens belong to one list', async () => {
      const first = await call('ListAlgorithms', { MaxResults: 2 }, context);
      const { NextToken } = first;
      expect(await list({ MaxResults: 2, NextToken })).toEqual(['c-three']);
      await expect(list({ SortBy: 'Name', NextToken })).rejects.toMatchObject({ code: 'ValidationException' });
      await expect(call('ListAlgorithms', { NextToken })).rejects.toMatchObject({ code: 'ValidationException' });
    });
  });
});
