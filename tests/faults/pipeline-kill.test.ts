import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribePipelineExecutionCommand,
  ListModelPackagesCommand,
  ListPipelineExecutionStepsCommand,
  type PipelineExecutionStep,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createSlowPipeline, patientClients } from '../support/slow-pipeline.ts';

const JOBS = { Prepare: 'ProcessingJobs', Train: 'TrainingJobs', Evaluate: 'ProcessingJobs' } as const;
/** The step, and the status of it (or of the one before) at which the server is killed. */
const KILLS = [
  ['Prepare', 'Prepare', 'Starting|Executing'],
  ['Train', 'Train', 'Starting|Executing'],
  ['Evaluate', 'Evaluate', 'Starting|Executing'],
  ['Check', 'Evaluate', 'Succeeded'],
  ['Register', 'Check', 'Starting|Executing|Succeeded'],
] as const;

let server: TestServer;
let clients: ReturnType<typeof patientClients>;

beforeAll(async () => {
  server = await startTestServer();
  clients = patientClients(server);
  await createSlowPipeline(server);
  // Once undisturbed: it builds the runtime, which takes minutes where it was never built.
  expect(await waitForEnd(await startExecution())).toBe('Succeeded');
}, 600_000);
afterAll(() => server?.close());

describe('a server killed in the middle of an execution', () => {
  it.each(KILLS)(
    'finishes it when killed at %s, every job started once and no line lost',
    async (_, step, statuses) => {
      const registeredBefore = (await listPackages()).length;
      const execution = await startExecution();
      await waitForStep(execution, step, new RegExp(statuses));
      await server.killAndRestart();

      expect(await waitForEnd(execution), server.output()).toBe('Succeeded');
      expect((await listSteps(execution)).map((each) => each.StepName)).toEqual([
        'Prepare',
        'Train',
        'Evaluate',
        'Check',
        'Register',
      ]);
      for (const [name, group] of Object.entries(JOBS)) {
        const streams = await readStreams(`/aws/sagemaker/${group}`, execution, name);
        const script = name.toLowerCase();
        expect(streams, `${name} of ${execution}`).toEqual([[`${script} started`, `${script} ended`]]);
      }
      expect((await listPackages()).length).toBe(registeredBefore + 1);
    },
  );
});

async function startExecution(): Promise<string> {
  const { PipelineExecutionArn = '' } = await clients.sagemaker.send(
    new StartPipelineExecutionCommand({ PipelineName: 'slow', ClientRequestToken: crypto.randomUUID() }),
  );
  return PipelineExecutionArn;
}

async function listSteps(PipelineExecutionArn: string): Promise<PipelineExecutionStep[]> {
  const command = new ListPipelineExecutionStepsCommand({ PipelineExecutionArn, SortOrder: 'Ascending' });
  return (await clients.sagemaker.send(command)).PipelineExecutionSteps ?? [];
}

async function waitForStep(execution: string, name: string, status: RegExp): Promise<void> {
  for (;;) {
    const step = (await listSteps(execution)).find((each) => each.StepName === name);
    if (step?.StepStatus && status.test(step.StepStatus)) return;
    await sleep(5);
  }
}

async function waitForEnd(PipelineExecutionArn: string): Promise<string | undefined> {
  for (;;) {
    const execution = await clients.sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn }));
    const status = execution.PipelineExecutionStatus;
    if (status !== 'Executing' && status !== 'Stopping') return status;
    await sleep(50);
  }
}

async function listPackages() {
  const command = new ListModelPackagesCommand({ ModelPackageGroupName: 'slow', MaxResults: 100 });
  return (await clients.sagemaker.send(command)).ModelPackageSummaryList ?? [];
}

/** The script's own lines of every log stream of the step's job: one stream, if the job ran once. */
async function readStreams(logGroupName: string, execution: string, step: string): Promise<string[][]> {
  const logs = new CloudWatchLogsClient(clients.settings);
  const logStreamNamePrefix = `pipelines-${execution.split('/').at(-1)}-${step}-`;
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix }));
  return Promise.all(
    logStreams.map(async ({ logStreamName = '' }) => {
      const { events = [] } = await logs.send(
        new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
      );
      return events.map((event) => event.message ?? '').filter((line) => /^\w+ (started|ended)$/.test(line));
    }),
  );
}
