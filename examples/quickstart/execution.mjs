// Starts an execution of the pipeline and follows it live: steps as they change, and the lines that their jobs log.
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribePipelineExecutionCommand,
  ListPipelineExecutionStepsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { logs, PIPELINE, sagemaker } from './project.mjs';

const POLL_MS = 250;
const LOG_GROUPS = ['/aws/sagemaker/ProcessingJobs', '/aws/sagemaker/TrainingJobs'];

export async function startExecution(displayName, parameters) {
  const { PipelineExecutionArn: arn } = await sagemaker.send(
    new StartPipelineExecutionCommand({
      PipelineName: PIPELINE,
      PipelineExecutionDisplayName: displayName,
      PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value: String(Value) })),
      ClientRequestToken: crypto.randomUUID(),
    }),
  );
  return arn;
}

/** Prints what happens until the execution has ended; gives its steps by name. Throws when it did not succeed. */
export async function followExecution(arn) {
  const startedAt = Date.now();
  const say = (text) => console.log(`  ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${text}`);
  const shownStatus = new Map();
  const streams = new Map();
  for (;;) {
    const execution = await sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
    const steps = await listSteps(arn);
    await showLogLines(arn.split('/').at(-1), streams, say);
    for (const step of steps) {
      if (shownStatus.get(step.StepName) === step.StepStatus) continue;
      shownStatus.set(step.StepName, step.StepStatus);
      say(`${step.StepName.padEnd(11)} ${step.StepStatus}${detailsOf(step)}`);
    }
    if (['Succeeded', 'Failed', 'Stopped'].includes(execution.PipelineExecutionStatus)) {
      say(`execution   ${execution.PipelineExecutionStatus}`);
      if (execution.PipelineExecutionStatus !== 'Succeeded')
        throw new Error(execution.FailureReason ?? 'it was stopped');
      return Object.fromEntries(steps.map((step) => [step.StepName, step]));
    }
    await sleep(POLL_MS);
  }
}

async function listSteps(arn) {
  const { PipelineExecutionSteps: steps } = await sagemaker.send(
    new ListPipelineExecutionStepsCommand({ PipelineExecutionArn: arn, SortOrder: 'Ascending' }),
  );
  return steps;
}

function detailsOf(step) {
  if (step.FailureReason) return `: ${step.FailureReason}`;
  if (step.Metadata?.Condition?.Outcome) return `: ${step.Metadata.Condition.Outcome}`;
  if (step.StepStatus !== 'Succeeded') return '';
  return ` in ${((step.EndTime - step.StartTime) / 1000).toFixed(1)} s`;
}

/** Jobs of a pipeline are named pipelines-<execution id>-<step>-<random>, and their log streams begin with that name. */
async function showLogLines(executionId, streams, say) {
  for (const group of LOG_GROUPS) {
    for (const stream of await findStreams(group, `pipelines-${executionId}-`)) {
      const { events, nextForwardToken } = await logs.send(
        new GetLogEventsCommand({
          logGroupName: group,
          logStreamName: stream,
          startFromHead: true,
          nextToken: streams.get(stream),
        }),
      );
      streams.set(stream, nextForwardToken);
      const step = stream.split('-')[2];
      for (const event of events) say(`${step.padEnd(11)} │ ${event.message}`);
    }
  }
}

async function findStreams(group, prefix) {
  try {
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: prefix }),
    );
    return logStreams.map((stream) => stream.logStreamName);
  } catch (error) {
    // The group comes into being with the first job of its kind.
    if (error.name === 'ResourceNotFoundException') return [];
    throw error;
  }
}
