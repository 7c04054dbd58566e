import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateTrainingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { parseS3Uri } from '../../src/store/objects/object-store.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { ACCOUNT, caller, REGION } from '../support/callers.ts';
import { jobLines } from '../support/job-logs.ts';
import { openJobServer } from '../support/job-server.ts';
import { scriptArchive } from '../support/script-archive.ts';

/** What the parent wants of one life of the server. */
export interface JobsChildInput {
  readonly dataDir: string;
  readonly name: string;
  /** The script to start as a job; absent in a later life, which only goes on. */
  readonly script?: string;
  /** Objects of the job's one channel. */
  readonly inputs: number;
}

/** What the child prints once the job has ended and is cleaned up. */
export interface JobsChildReport {
  readonly status: string;
  readonly failure?: string;
  readonly transitions: readonly string[];
  readonly lines: readonly string[];
  readonly metric?: number;
  readonly modelBytes: number;
}

const BUCKET = 'jobs-under-fire';
const input = JSON.parse(process.argv[2] ?? '') as JobsChildInput;
const store = await openSqliteStore({ path: `${input.dataDir}/state.db` });
await migrate(store);
const server = await openJobServer(store, { dataDir: input.dataDir, bucket: BUCKET });
const training = caller(server.training);
const say = (word: string) => process.stdout.write(`${word}\n`);

if (input.script !== undefined) await createJob(input.script);
say('created');
let shown = '';
for (;;) {
  const job = await training('DescribeTrainingJob', { TrainingJobName: input.name });
  if (job.SecondaryStatus !== shown) say(job.SecondaryStatus);
  shown = job.SecondaryStatus;
  if (job.TrainingEndTime !== undefined) break;
  await sleep(2);
}
// The end is told first and cleaned up after.
while (existsSync(`${input.dataDir}/jobs/training-job/${ACCOUNT}/${REGION}/${input.name}`)) await sleep(5);
say(`report ${JSON.stringify(await report())}`);
await server.close();
await store.close();

async function createJob(script: string): Promise<void> {
  const { objects } = server;
  await objects.write(BUCKET, 'code/sourcedir.tar.gz', await scriptArchive(script));
  for (let i = 0; i < input.inputs; i++) await objects.write(BUCKET, `data/${i}`, Buffer.alloc(20_000, i));
  const request: CreateTrainingJobRequest = {
    TrainingJobName: input.name,
    AlgorithmSpecification: {
      TrainingImage: 'registry.test/system-python:3',
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'count', Regex: 'line ([0-9]+)' }],
    },
    HyperParameters: { sagemaker_submit_directory: `s3://${BUCKET}/code/sourcedir.tar.gz` },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/data/` } },
      },
    ],
    RoleArn: server.role,
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  };
  await training('CreateTrainingJob', request);
}

async function report(): Promise<JobsChildReport> {
  const job = await training('DescribeTrainingJob', { TrainingJobName: input.name });
  const byHost = await jobLines(caller(server.logs), '/aws/sagemaker/TrainingJobs', input.name);
  const model = parseS3Uri(job.ModelArtifacts?.S3ModelArtifacts ?? '');
  const metric = job.FinalMetricDataList?.[0]?.Value;
  return {
    status: job.TrainingJobStatus,
    ...(job.FailureReason === undefined ? {} : { failure: job.FailureReason }),
    transitions: (job.SecondaryStatusTransitions ?? []).map((one) => one.Status),
    lines: byHost['algo-1'] ?? [],
    ...(metric === undefined ? {} : { metric }),
    modelBytes: model ? ((await server.objects.head(model.bucket, model.key))?.sizeBytes ?? 0) : 0,
  };
}
