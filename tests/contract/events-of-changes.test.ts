import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { exampleRequests, makeBucket } from '../support/example-input-things.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import type { Members } from '../support/wire-encoding.ts';

interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly detail: Members;
}

/** What a run event holds, as far as this looks at it. */
interface RunEvent {
  readonly eventType: string;
  readonly run: { readonly runId: string; readonly facets: Readonly<Record<string, Members>> };
  readonly job: { readonly namespace: string; readonly name: string };
  readonly inputs: readonly { readonly namespace: string; readonly name: string }[];
  readonly outputs: readonly { readonly namespace: string; readonly name: string }[];
}

const LINEAGE_FILE = join('/tmp', `sagebrush-lineage-${newUuid()}.jsonl`);

describe.each(['SQLite', 'PostgreSQL'])('Changes of every kind are told (%s)', (database) => {
  let server: WholeServer;
  let client: ApiClient;
  let databaseUrl: string | undefined;
  let queueUrl: string;
  const seen: Envelope[] = [];
  const name = `told-${database.toLowerCase()}`;
  const file = `${LINEAGE_FILE}.${database}`;

  beforeAll(async () => {
    if (database === 'PostgreSQL') databaseUrl = await createPostgresDatabase();
    server = await startWholeServer(databaseUrl, { eventsTo: ['sqs:changes'], openlineage: `file:${file}` });
    client = new ApiClient(server);
    const made = await client.ask('sqs', 'CreateQueue', { QueueName: 'changes' });
    queueUrl = String(made['QueueUrl']);
    await makeBucket(client, name);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    rmSync(file, { force: true });
    if (databaseUrl) await dropPostgresDatabase(databaseUrl);
    expect(server.faults).toEqual([]);
  });

  const ask = (operation: string, input: Members) => client.ask('sagemaker', operation, input);
  const example = (operation: string) => exampleRequests(server.role, name, name)[operation] ?? {};
  /** Receives until an event is there that is as wanted. */
  const told = async (isWanted: (event: Envelope) => boolean): Promise<Envelope> => {
    const found = await until(
      async () => {
        const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
        const { Messages = [] } = (await client.ask('sqs', 'ReceiveMessage', input)) as {
          Messages?: { Body: string; ReceiptHandle: string }[];
        };
        for (const { Body, ReceiptHandle } of Messages) {
          seen.push(JSON.parse(Body) as Envelope);
          await client.ask('sqs', 'DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
        }
        return seen.find(isWanted);
      },
      (event) => event !== undefined,
    );
    if (!found) throw new Error('unreachable');
    return found;
  };
  const toldOf = (type: string, member: string, value: unknown) =>
    told((event) => event['detail-type'] === type && event.detail[member] === value);
  const runEvents = () =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
  const runEventOf = async (job: RegExp, eventType: string) => {
    const isIt = (event: RunEvent) => job.test(event.job.name) && event.eventType === eventType;
    const events = await until(
      async () => runEvents(),
      (all) => all.some(isIt),
    );
    return events.find(isIt) as RunEvent;
  };

  it('a package that is registered, and each decision on it with who has made it, from what to what', async () => {
    const type = 'SageMaker Model Package State Change';
    await ask('CreateModelPackageGroup', example('CreateModelPackageGroup'));
    const { ModelPackageArn } = await ask('CreateModelPackage', example('CreateModelPackage'));
    const first = await toldOf(type, 'ModelPackageArn', ModelPackageArn);
    expect(first).toMatchObject({
      source: 'aws.sagemaker',
      resources: [ModelPackageArn],
      detail: {
        ModelPackageGroupName: name,
        ModelPackageVersion: 1,
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: 'PendingManualApproval',
        CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    const decision = { ModelPackageArn, ModelApprovalStatus: 'Approved', ApprovalDescription: 'good' };
    await ask('UpdateModelPackage', decision);
    const approved = await toldOf(type, 'ModelApprovalStatus', 'Approved');
    expect(approved.detail).toMatchObject({
      ApprovalDescription: 'good',
      PreviousModelApprovalStatus: 'PendingManualApproval',
      ApprovedBy: server.credential.principal.arn,
      UpdatedModelPackageFields: ['ModelApprovalStatus', 'ApprovalDescription'],
      LastModifiedBy: { IamIdentity: { Arn: server.credential.principal.arn } },
    });
    await ask('UpdateModelPackage', { ModelPackageArn, ModelApprovalStatus: 'Rejected' });
    const rejected = await toldOf(type, 'ModelApprovalStatus', 'Rejected');
    expect(rejected.detail).toMatchObject({ PreviousModelApprovalStatus: 'Approved' });
    const { ActionSummaries } = await ask('ListActions', { SourceUri: ModelPackageArn, ActionType: 'Approval' });
    const actions = (ActionSummaries as { ActionName: string }[]).filter(({ ActionName }) =>
      ActionName.includes('Rejected'),
    );
    expect(await ask('DescribeAction', { ActionName: actions[0]?.ActionName })).toMatchObject({
      Properties: { ModelApprovalStatus: 'Rejected', PreviousModelApprovalStatus: 'Approved' },
    });
    expect(await runEventOf(/^model-package-group\//, 'COMPLETE')).toMatchObject({
      outputs: [{ name: `model-package/${name}/1` }],
    });
  });

  it('a training job from its beginning to its end, without its environment', async () => {
    const input = { ...example('CreateTrainingJob'), Environment: { SECRET: 'not told' } };
    const { TrainingJobArn } = await ask('CreateTrainingJob', input);
    const begun = await toldOf('SageMaker Training Job State Change', 'SecondaryStatus', 'Starting');
    expect(begun).toMatchObject({
      resources: [TrainingJobArn],
      detail: { TrainingJobName: name, TrainingJobStatus: 'InProgress', Tags: { 'made-by': name } },
    });
    expect(Number(begun.detail['CreationTime'])).toBeGreaterThan(1_600_000_000_000);
    const failed = await toldOf('SageMaker Training Job State Change', 'TrainingJobStatus', 'Failed');
    expect(failed.detail).toMatchObject({ FailureReason: expect.stringMatching(/Error: /) });
    expect(JSON.stringify(seen)).not.toContain('not told');
    const start = await runEventOf(/^training-job\//, 'START');
    expect(start).toMatchObject({
      job: { namespace: `arn:aws:sagemaker:us-west-2:123456789012`, name: `training-job/${name}` },
      run: { facets: { sagebrush_sagemaker: { arn: TrainingJobArn } } },
      inputs: [{ namespace: `s3://${name}` }],
    });
    const end = await runEventOf(/^training-job\//, 'FAIL');
    expect(end.run.runId).toBe(start.run.runId);
    expect(end.run.facets['errorMessage']).toMatchObject({ message: failed.detail['FailureReason'] });
  });

  it('a processing job, its stop among it', async () => {
    await ask('CreateProcessingJob', example('CreateProcessingJob'));
    await ask('StopProcessingJob', { ProcessingJobName: name }).catch(() => undefined);
    const end = await told(
      (event) =>
        event['detail-type'] === 'SageMaker Processing Job State Change' &&
        ['Stopped', 'Failed'].includes(String(event.detail['ProcessingJobStatus'])),
    );
    expect(end.detail).toMatchObject({ ProcessingJobName: name });
    await until(
      async () => runEvents(),
      (all) => all.some(({ job, eventType }) => job.name === `processing-job/${name}` && /ABORT|FAIL/.test(eventType)),
    );
  });

  it('an execution of a pipeline and each of its steps, under one another', async () => {
    await ask('CreatePipeline', example('CreatePipeline'));
    const { PipelineExecutionArn } = await ask('StartPipelineExecution', example('StartPipelineExecution'));
    const type = 'SageMaker Model Building Pipeline Execution Status Change';
    const begun = await toldOf(type, 'currentPipelineExecutionStatus', 'Executing');
    expect(begun.detail).toMatchObject({ pipelineExecutionArn: PipelineExecutionArn });
    expect(begun.detail).not.toHaveProperty('previousPipelineExecutionStatus');
    const ended = await told(
      (event) => event['detail-type'] === type && event.detail['executionEndTime'] !== undefined,
    );
    expect(ended.detail).toMatchObject({ previousPipelineExecutionStatus: 'Executing' });
    const step = await told(
      (event) =>
        event['detail-type'] === 'SageMaker Model Building Pipeline Execution Step Status Change' &&
        event.detail['stepEndTime'] !== undefined,
    );
    expect(step.detail).toMatchObject({ pipelineExecutionArn: PipelineExecutionArn, stepType: expect.any(String) });
    const run = await runEventOf(new RegExp(`^pipeline/${name}$`, 'i'), 'START');
    const stepRun = await runEventOf(new RegExp(`^pipeline/${name}/[^/]+$`, 'i'), 'START');
    expect(stepRun.run.facets['parent']).toMatchObject({ run: { runId: run.run.runId }, job: { name: run.job.name } });
  });

  it('an endpoint from its creation to its deletion', async () => {
    const type = 'SageMaker Endpoint State Change';
    for (const operation of ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'])
      await ask(operation, example(operation));
    await toldOf(type, 'EndpointStatus', 'CREATING');
    const failed = await toldOf(type, 'EndpointStatus', 'FAILED');
    expect(failed.detail).toMatchObject({
      EndpointName: name,
      EndpointConfigName: name,
      FailureReason: expect.any(String),
    });
    await ask('DeleteEndpoint', { EndpointName: name });
    await toldOf(type, 'EndpointStatus', 'DELETING');
    await toldOf(type, 'EndpointStatus', 'DELETED');
  });

  it('each once, and in the order of the changes', () => {
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const statuses = seen
      .filter((event) => event['detail-type'] === 'SageMaker Endpoint State Change')
      .map(({ detail }) => detail['EndpointStatus']);
    expect(statuses).toEqual(['CREATING', 'FAILED', 'DELETING', 'DELETED']);
  });
});
