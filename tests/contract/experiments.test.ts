import { beforeAll, expect, it } from 'vitest';
import type { CreateTrialComponentRequest, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { experimentsDomain } from '../../src/services/experiments/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const ADMIN = { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/admin`, PrincipalId: 'AIDAADMIN' } };
const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource.toLowerCase()}`;
const newName = (prefix: string) => `${prefix}-${randomLowerId(8)}`;

forEachStore('Experiments', (open) => {
  const clock = new ManualClock();
  const removedEdges: string[] = [];
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  let domain: ReturnType<typeof experimentsDomain>;

  beforeAll(async () => {
    const store = await open();
    const tokens = new PageTokens(new Uint8Array(32));
    domain = experimentsDomain({
      store,
      tokens,
      clock,
      removeEdges: async (_tx, _scope, arn) => {
        removedEdges.push(arn);
      },
    });
    call = caller<SageMakerOperations>({ ...domain.handlers, ...tagHandlers(store, tokens) });
  });

  async function newExperiment(): Promise<string> {
    clock.advance(10);
    const ExperimentName = newName('Exp');
    await call('CreateExperiment', { ExperimentName });
    return ExperimentName;
  }

  async function newTrial(ExperimentName: string): Promise<string> {
    clock.advance(10);
    const TrialName = newName('Trial');
    await call('CreateTrial', { TrialName, ExperimentName });
    return TrialName;
  }

  async function newComponent(members: Partial<CreateTrialComponentRequest> = {}): Promise<string> {
    clock.advance(10);
    const TrialComponentName = newName('Part');
    await call('CreateTrialComponent', { TrialComponentName, ...members });
    return TrialComponentName;
  }

  /** A trial of a new experiment with components in it, oldest first. */
  async function newRuns(count: number) {
    const experiment = await newExperiment();
    const trial = await newTrial(experiment);
    const components: string[] = [];
    for (let index = 0; index < count; index++) {
      const component = await newComponent();
      await call('AssociateTrialComponent', { TrialName: trial, TrialComponentName: component });
      components.push(component);
    }
    return { experiment, trial, components };
  }

  it('shows an experiment as it was made, under its name in lower case in the ARN', async () => {
    const ExperimentName = newName('MyExp');
    const made = await call('CreateExperiment', {
      ExperimentName,
      Description: 'why',
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(made).toEqual({ ExperimentArn: arnOf(`experiment/${ExperimentName}`) });
    const time = clock.nowMs() / 1000;
    expect(await call('DescribeExperiment', { ExperimentName: ExperimentName.toUpperCase() })).toEqual({
      ExperimentName,
      ExperimentArn: made.ExperimentArn,
      DisplayName: ExperimentName,
      Description: 'why',
      CreationTime: time,
      CreatedBy: ADMIN,
      LastModifiedTime: time,
      LastModifiedBy: ADMIN,
    });
    const tags = await call('ListTags', { ResourceArn: made.ExperimentArn ?? '' });
    expect(tags.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
  });

  it('shows a trial with the experiment that it is part of, and with its metadata', async () => {
    const experiment = await newExperiment();
    const TrialName = newName('T');
    const MetadataProperties = { CommitId: 'abc', Repository: 'r' };
    const ExperimentName = experiment.toUpperCase();
    await call('CreateTrial', { TrialName, ExperimentName, DisplayName: 'shown', MetadataProperties });
    expect(await call('DescribeTrial', { TrialName })).toMatchObject({
      TrialName,
      TrialArn: arnOf(`experiment-trial/${TrialName}`),
      DisplayName: 'shown',
      ExperimentName: experiment,
      MetadataProperties,
      CreatedBy: ADMIN,
    });
  });

  it('shows a trial component by name and by ARN', async () => {
    const members: Partial<CreateTrialComponentRequest> = {
      Status: { PrimaryStatus: 'InProgress', Message: 'm' },
      StartTime: 1_700_000_000.25,
      Parameters: { rate: { NumberValue: 0.1 }, kind: { StringValue: 'x' } },
      InputArtifacts: { data: { Value: 's3://b/d', MediaType: 'text/csv' } },
      OutputArtifacts: { model: { Value: 's3://b/m' } },
      MetadataProperties: { GeneratedBy: 'me' },
    };
    const TrialComponentName = await newComponent(members);
    const TrialComponentArn = arnOf(`experiment-trial-component/${TrialComponentName}`);
    const shown = await call('DescribeTrialComponent', { TrialComponentName: TrialComponentArn });
    expect(shown).toMatchObject({ ...members, TrialComponentName, TrialComponentArn, DisplayName: TrialComponentName });
    expect(shown.Metrics).toBeUndefined();
    expect(await call('DescribeTrialComponent', { TrialComponentName })).toEqual(shown);
  });

  it('refuses names that are taken, in any letter case, in words that old and new clients look for', async () => {
    const { experiment, trial, components } = await newRuns(1);
    const creations = [
      () => call('CreateExperiment', { ExperimentName: experiment.toUpperCase() }),
      () => call('CreateTrial', { TrialName: trial.toLowerCase(), ExperimentName: experiment }),
      () => call('CreateTrialComponent', { TrialComponentName: components[0]?.toLowerCase() ?? '' }),
    ];
    for (const create of creations) {
      await expect(create()).rejects.toMatchObject({
        code: 'ValidationException',
        message: expect.stringMatching(/names must be unique within an AWS account.*already exists/s),
      });
    }
  });

  it('lets one of several equal creations at once win', async () => {
    const ExperimentName = newName('race');
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => call('CreateExperiment', { ExperimentName })),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('says of everything that is not there that it does not exist', async () => {
    const trial = await newTrial(await newExperiment());
    const missing: [() => Promise<unknown>, string][] = [
      [() => call('DescribeExperiment', { ExperimentName: 'No' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('UpdateExperiment', { ExperimentName: 'no' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('DeleteExperiment', { ExperimentName: 'no' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('CreateTrial', { TrialName: 'x', ExperimentName: 'no' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('ListTrials', { ExperimentName: 'no' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('ListTrialComponents', { ExperimentName: 'no' }), `Experiment '${arnOf('experiment/no')}'`],
      [() => call('DescribeTrial', { TrialName: 'no' }), `Trial '${arnOf('experiment-trial/no')}'`],
      [() => call('UpdateTrial', { TrialName: 'no' }), `Trial '${arnOf('experiment-trial/no')}'`],
      [() => call('DeleteTrial', { TrialName: 'no' }), `Trial '${arnOf('experiment-trial/no')}'`],
      [() => call('ListTrialComponents', { TrialName: 'no' }), `Trial '${arnOf('experiment-trial/no')}'`],
      [
        () => call('AssociateTrialComponent', { TrialName: trial, TrialComponentName: 'no' }),
        `TrialComponent '${arnOf('experiment-trial-component/no')}'`,
      ],
      [
        () => call('DisassociateTrialComponent', { TrialName: 'no', TrialComponentName: 'no' }),
        `Trial '${arnOf('experiment-trial/no')}'`,
      ],
      [
        () => call('DescribeTrialComponent', { TrialComponentName: arnOf('artifact/no') }),
        `TrialComponent '${arnOf('artifact/no')}'`,
      ],
      [
        () => call('UpdateTrialComponent', { TrialComponentName: 'no' }),
        `TrialComponent '${arnOf('experiment-trial-component/no')}'`,
      ],
      [
        () => call('DeleteTrialComponent', { TrialComponentName: 'no' }),
        `TrialComponent '${arnOf('experiment-trial-component/no')}'`,
      ],
      [
        () => call('ListTrials', { TrialComponentName: 'no' }),
        `TrialComponent '${arnOf('experiment-trial-component/no')}'`,
      ],
    ];
    for (const [ask, thing] of missing) {
      await expect(ask()).rejects.toMatchObject({ code: 'ResourceNotFound', message: `${thing} does not exist.` });
    }
    await expect(call('DescribeTrial', { TrialName: 'x' })).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('changes what is given and keeps the rest', async () => {
    const { experiment, trial } = await newRuns(0);
    const other = callContext({
      principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/eve`, account: ACCOUNT, principalId: 'AIDAEVE' },
    });
    clock.advance(1000);
    await call('UpdateExperiment', { ExperimentName: experiment, Description: 'later' }, other);
    await call('UpdateExperiment', { ExperimentName: experiment, DisplayName: 'shown' }, other);
    const shown = await call('DescribeExperiment', { ExperimentName: experiment });
    expect(shown).toMatchObject({ DisplayName: 'shown', Description: 'later', CreatedBy: ADMIN });
    expect(shown.LastModifiedBy?.IamIdentity?.Arn).toMatch(/user\/eve$/);
    expect(shown.LastModifiedTime).toBe(clock.nowMs() / 1000);
    await call('UpdateTrial', { TrialName: trial, DisplayName: 'trial' });
    expect(await call('DescribeTrial', { TrialName: trial })).toMatchObject({
      DisplayName: 'trial',
      ExperimentName: experiment,
    });
  });

  it('merges parameters and artifacts of a component by key and removes the named ones', async () => {
    const TrialComponentName = await newComponent({
      Parameters: { a: { NumberValue: 1 }, b: { NumberValue: 2 } },
      InputArtifacts: { in: { Value: 's3://b/in' } },
      OutputArtifacts: { out: { Value: 's3://b/out' } },
      Status: { PrimaryStatus: 'InProgress' },
    });
    await call('UpdateTrialComponent', {
      TrialComponentName,
      Parameters: { b: { StringValue: 'two' }, c: { NumberValue: 0 } },
      ParametersToRemove: ['a', 'never there'],
      InputArtifacts: { more: { Value: 's3://b/more' } },
      OutputArtifactsToRemove: ['out'],
      Status: { PrimaryStatus: 'Completed' },
      EndTime: 1_700_000_100,
    });
    expect(await call('DescribeTrialComponent', { TrialComponentName })).toMatchObject({
      Parameters: { b: { StringValue: 'two' }, c: { NumberValue: 0 } },
      InputArtifacts: { in: { Value: 's3://b/in' }, more: { Value: 's3://b/more' } },
      OutputArtifacts: {},
      Status: { PrimaryStatus: 'Completed' },
      EndTime: 1_700_000_100,
    });
  });

  it('loses none of many changes to one component at once', async () => {
    const TrialComponentName = await newComponent();
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        call('UpdateTrialComponent', { TrialComponentName, Parameters: { [`p${index}`]: { NumberValue: index } } }),
      ),
    );
    const { Parameters } = await call('DescribeTrialComponent', { TrialComponentName });
    expect(Object.keys(Parameters ?? {})).toHaveLength(12);
  });

  it('refuses values and sizes that a component cannot have, and changes nothing then', async () => {
    const TrialComponentName = await newComponent({
      Parameters: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, { NumberValue: 1 }])),
    });
    await expect(
      call('UpdateTrialComponent', { TrialComponentName, Parameters: { more: { NumberValue: 1 } } }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'The trial component would have 301 Parameters, which exceeds the limit of 300.',
    });
    for (const value of [{}, { NumberValue: 1, StringValue: '1' }]) {
      await expect(
        call('UpdateTrialComponent', { TrialComponentName, Parameters: { p0: value } }),
      ).rejects.toMatchObject({ message: "Parameter 'p0' must have exactly one of StringValue and NumberValue." });
    }
    const name = newName('bad');
    await expect(
      call('CreateTrialComponent', { TrialComponentName: name, Parameters: { p: {} } }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    const Tags = [{ Key: 'aws:x', Value: '' }];
    await expect(call('CreateTrialComponent', { TrialComponentName: name, Tags })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(call('DescribeTrialComponent', { TrialComponentName: name })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('puts a component into a trial once, however often it is asked', async () => {
    const { trial, components } = await newRuns(1);
    const names = { TrialName: trial, TrialComponentName: components[0] ?? '' };
    const arns = {
      TrialArn: arnOf(`experiment-trial/${trial}`),
      TrialComponentArn: arnOf(`experiment-trial-component/${components[0]}`),
    };
    const answers = await Promise.all([1, 2, 3].map(() => call('AssociateTrialComponent', names)));
    expect(answers).toEqual([arns, arns, arns]);
    expect((await call('ListTrialComponents', { TrialName: trial })).TrialComponentSummaries).toHaveLength(1);
    expect(await call('DisassociateTrialComponent', names)).toEqual(arns);
    expect((await call('ListTrialComponents', { TrialName: trial })).TrialComponentSummaries).toEqual([]);
    await expect(call('DisassociateTrialComponent', names)).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('deletes from the bottom up only', async () => {
    const { experiment, trial, components } = await newRuns(1);
    const component = components[0] ?? '';
    const arn = arnOf(`experiment-trial-component/${component}`);
    await expect(call('DeleteExperiment', { ExperimentName: experiment })).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Experiment '${arnOf(`experiment/${experiment}`)}' has 1 or more trials and cannot be deleted.`,
    });
    await expect(call('DeleteTrial', { TrialName: trial })).rejects.toMatchObject({
      message: `Trial '${arnOf(`experiment-trial/${trial}`)}' has 1 or more trial components and cannot be deleted.`,
    });
    await expect(call('DeleteTrialComponent', { TrialComponentName: component })).rejects.toMatchObject({
      message: `TrialComponent '${arn}' is linked to 1 or more trials and cannot be deleted.`,
    });
    await call('AddTags', { ResourceArn: arn, Tags: [{ Key: 'k', Value: 'v' }] });
    await call('DisassociateTrialComponent', { TrialName: trial, TrialComponentName: component });
    expect(await call('DeleteTrialComponent', { TrialComponentName: component })).toEqual({ TrialComponentArn: arn });
    expect((await call('ListTags', { ResourceArn: arn })).Tags).toEqual([]);
    await call('DeleteTrial', { TrialName: trial });
    await call('DeleteExperiment', { ExperimentName: experiment });
    expect(removedEdges.slice(-2)).toEqual([arn, arnOf(`experiment/${experiment}`)]);
    await expect(call('DescribeTrial', { TrialName: trial })).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('never leaves a component in a trial that was deleted meanwhile', async () => {
    const experiment = await newExperiment();
    for (let round = 0; round < 5; round++) {
      const trial = await newTrial(experiment);
      const component = await newComponent();
      await Promise.allSettled([
        call('AssociateTrialComponent', { TrialName: trial, TrialComponentName: component }),
        call('DeleteTrial', { TrialName: trial }),
      ]);
      const { TrialSummaries = [] } = await call('ListTrials', { TrialComponentName: component });
      const there = await call('DescribeTrial', { TrialName: trial }).catch(() => undefined);
      expect(TrialSummaries).toHaveLength(there ? 1 : 0);
      if (!there) await call('DeleteTrialComponent', { TrialComponentName: component });
    }
  });

  it('lists experiments newest first, by name when asked, and pages in both orders', async () => {
    const context = callContext({ account: '111122223333' });
    const names: string[] = [];
    for (const letter of ['c', 'A', 'b', 'D', 'e']) {
      clock.advance(1000);
      await call('CreateExperiment', { ExperimentName: letter }, context);
      names.push(letter);
    }
    async function all(input: SageMakerOperations['ListExperiments']['input']) {
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await call('ListExperiments', { ...input, MaxResults: 2, NextToken }, context);
        found.push(...(page.ExperimentSummaries ?? []).map((summary) => summary.ExperimentName));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    }
    expect(await all({})).toEqual([...names].reverse());
    expect(await all({ SortBy: 'CreationTime', SortOrder: 'Ascending' })).toEqual(names);
    expect(await all({ SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(['A', 'b', 'c', 'D', 'e']);
    const last = await call('DescribeExperiment', { ExperimentName: 'e' }, context);
    expect(await all({ CreatedBefore: last.CreationTime })).toEqual(['D', 'b', 'A', 'c']);
    expect(await all({ CreatedAfter: (last.CreationTime ?? 0) - 2.5 })).toEqual(['e', 'D', 'b']);
  });

  it('lists trials of an experiment, of a component, and of both', async () => {
    const first = await newRuns(1);
    const second = await newRuns(0);
    const component = first.components[0] ?? '';
    await call('AssociateTrialComponent', { TrialName: second.trial, TrialComponentName: component });
    const extra = await newTrial(first.experiment);
    const names = async (input: SageMakerOperations['ListTrials']['input']) =>
      (await call('ListTrials', input)).TrialSummaries?.map((summary) => summary.TrialName);
    expect(await names({ ExperimentName: first.experiment.toUpperCase() })).toEqual([extra, first.trial]);
    expect(await names({ TrialComponentName: component })).toEqual([second.trial, first.trial]);
    expect(await names({ TrialComponentName: component, SortOrder: 'Ascending' })).toEqual([first.trial, second.trial]);
    expect(await names({ TrialComponentName: component, ExperimentName: second.experiment })).toEqual([second.trial]);
    expect(await names({ TrialComponentName: component, ExperimentName: await newExperiment() })).toEqual([]);
  });

  it('lists components of a trial and of an experiment, each once, in pages of any order', async () => {
    const { experiment, trial, components } = await newRuns(7);
    const again = await newTrial(experiment);
    for (const TrialComponentName of components.slice(0, 3)) {
      await call('AssociateTrialComponent', { TrialName: again, TrialComponentName });
    }
    const byName = [...components].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    async function all(input: SageMakerOperations['ListTrialComponents']['input']) {
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await call('ListTrialComponents', { ...input, MaxResults: 3, NextToken });
        found.push(...(page.TrialComponentSummaries ?? []).map((summary) => summary.TrialComponentName));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    }
    for (const ends of [{ TrialName: trial }, { ExperimentName: experiment }]) {
      expect(await all(ends)).toEqual([...components].reverse());
      expect(await all({ ...ends, SortOrder: 'Ascending' })).toEqual(components);
      expect(await all({ ...ends, SortBy: 'Name', SortOrder: 'Ascending' })).toEqual(byName);
      expect(await all({ ...ends, SortBy: 'Name' })).toEqual([...byName].reverse());
    }
    expect(await all({ TrialName: again })).toEqual(components.slice(0, 3).reverse());
    const { CreationTime = 0 } = await call('DescribeTrialComponent', { TrialComponentName: components[2] ?? '' });
    expect(await all({ TrialName: trial, CreatedBefore: CreationTime })).toEqual([components[1], components[0]]);
    expect(await all({ ExperimentName: experiment, CreatedAfter: CreationTime })).toEqual(
      components.slice(3).reverse(),
    );
  });

  it('takes one filter of components at a time, and a token only with the filters it came with', async () => {
    const { experiment, trial, components } = await newRuns(2);
    await expect(call('ListTrialComponents', { ExperimentName: experiment, TrialName: trial })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(
      call('ListTrialComponents', { TrialName: trial, SourceArn: arnOf('training-job/x') }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    const { NextToken } = await call('ListTrialComponents', { TrialName: trial, MaxResults: 1 });
    expect(NextToken).toBeDefined();
    await expect(call('ListTrialComponents', { ExperimentName: experiment, NextToken })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(
      call('ListTrialComponents', { TrialName: trial, NextToken }, callContext({ region: 'eu-west-1' })),
    ).rejects.toMatchObject({ code: 'ResourceNotFound' });
    expect(await call('ListTrialComponents', { SourceArn: arnOf('training-job/none') })).toEqual({
      TrialComponentSummaries: [],
    });
    expect(components).toHaveLength(2);
  });

  it('does not show anything of another account or region', async () => {
    const { experiment, components } = await newRuns(1);
    for (const other of [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' })]) {
      await expect(call('DescribeExperiment', { ExperimentName: experiment }, other)).rejects.toMatchObject({
        code: 'ResourceNotFound',
      });
      const TrialComponentName = arnOf(`experiment-trial-component/${components[0]}`);
      await expect(call('DescribeTrialComponent', { TrialComponentName }, other)).rejects.toMatchObject({
        code: 'ResourceNotFound',
      });
      expect((await call('ListTrialComponents', {}, other)).TrialComponentSummaries).toEqual([]);
      await call('CreateExperiment', { ExperimentName: experiment }, other);
    }
  });

  it('tells lineage what an experiment and a component are called', async () => {
    const { experiment, trial, components } = await newRuns(1);
    const component = components[0] ?? '';
    expect(await domain.findLineageEntity(arnOf(`experiment/${experiment}`))).toMatchObject({
      name: experiment,
      type: 'SageMakerExperiment',
    });
    expect(await domain.findLineageEntity(arnOf(`experiment-trial-component/${component}`))).toMatchObject({
      name: component,
      type: 'SageMakerExperimentTrialComponent',
    });
    expect(await domain.findLineageEntity(arnOf('experiment/none'))).toBeUndefined();
    expect(await domain.findLineageEntity(arnOf(`experiment-trial/${trial}`))).toBeUndefined();
    expect(await domain.findLineageEntity('no ARN')).toBeUndefined();
  });
});
