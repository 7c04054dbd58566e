// How long a training job takes from CreateTrainingJob to the first line of the user's script, against the same Python
// started bare in the same kind of sandbox (the limit that a job can reach) and without any sandbox (the limit of all).
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { CLIENT, startSagebrush } from './support/servers.mjs';
import { median, printTable } from './support/table.mjs';

const RUNS = 15;
const FILES = 100;
const GROUP = '/aws/sagemaker/TrainingJobs';
const BUCKET = 'bench-job-start';
const SCRIPT = `import time
started = time.time()
import sys
print("BENCH", started, sys.executable, flush=True)
`;

const server = await startSagebrush();
try {
  const options = { ...CLIENT, endpoint: server.endpoint };
  const clients = { sagemaker: new SageMakerClient(options), logs: new CloudWatchLogsClient(options) };
  await uploadScript(new S3Client(options));
  const { interpreter } = await runJob(clients, 'warm-up');

  const figures = { bare: [], sandbox: [], job: [] };
  for (let run = 0; run < RUNS; run++) {
    figures.bare.push(timeToFirstLine([interpreter]));
    figures.sandbox.push(timeToFirstLine([...sandboxCommand(), interpreter]));
    figures.job.push((await runJob(clients, `run-${run}`)).milliseconds);
  }
  report(figures);
  console.log(
    `A new file in the data directory takes ${timeToMakeFile(server.dataDir).toFixed(0)} µs; a start makes about thirty.`,
  );
} finally {
  await server.close();
}

async function uploadScript(s3) {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const archive = execFileSync('sh', ['-c', 'cd "$(mktemp -d)" && cat > train.py && tar -czf - train.py'], {
    input: SCRIPT,
  });
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'sourcedir.tar.gz', Body: archive }));
}

/** Milliseconds from before the call to the script's first line, by the one clock of this machine. */
async function runJob({ sagemaker, logs }, name) {
  const calledAt = Date.now();
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: 'arn:aws:iam::123456789012:role/SagebrushExecutionRole',
      AlgorithmSpecification: {
        TrainingImage: '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3',
        TrainingInputMode: 'File',
      },
      HyperParameters: {
        sagemaker_program: 'train.py',
        sagemaker_submit_directory: `s3://${BUCKET}/sourcedir.tar.gz`,
      },
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output` },
      ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
    }),
  );
  for (;;) {
    const job = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
    if (job.TrainingJobStatus === 'Failed') throw new Error(job.FailureReason);
    if (job.TrainingJobStatus === 'Completed') break;
    await sleep(100);
  }
  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName: GROUP, logStreamNamePrefix: `${name}/` }),
  );
  const { events } = await logs.send(
    new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: logStreams[0].logStreamName, startFromHead: true }),
  );
  const [, startedSeconds, interpreter] = events
    .map(({ message }) => /BENCH ([\d.]+) (\S+)/.exec(message))
    .find(Boolean);
  return { milliseconds: Number(startedSeconds) * 1000 - calledAt, interpreter };
}

/** The same script, run by a command of ours. */
function timeToFirstLine(command) {
  const calledAt = Date.now();
  const [program, ...args] = command;
  const { stdout, stderr } = spawnSync(program, [...args, '-c', SCRIPT], { encoding: 'utf8' });
  const startedSeconds = /BENCH ([\d.]+)/.exec(stdout)?.[1];
  if (startedSeconds === undefined) throw new Error(`${command.join(' ')} printed nothing: ${stderr}`);
  return Number(startedSeconds) * 1000 - calledAt;
}

/** Microseconds, median. File systems differ in it, and one that has just lost many files may be slow for minutes. */
function timeToMakeFile(directory) {
  const times = Array.from({ length: FILES }, (_, number) => {
    const startedAt = performance.now();
    writeFileSync(join(directory, `bench-${number}`), '');
    return (performance.now() - startedAt) * 1000;
  });
  return median(times);
}

/** The namespaces that a job gets, and nothing else. */
function sandboxCommand() {
  return [
    ...['bwrap', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent'],
    ...['--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--'],
  ];
}

function report({ bare, sandbox, job }) {
  const limit = median(sandbox);
  const rows = Object.entries({ python: bare, 'bwrap python': sandbox, CreateTrainingJob: job }).map(
    ([name, values]) => [
      name,
      median(values).toFixed(0),
      Math.min(...values).toFixed(0),
      Math.max(...values).toFixed(0),
      (median(values) - limit).toFixed(0),
    ],
  );
  printTable(
    `Milliseconds to the first line of a Python script, ${RUNS} runs each`,
    ['started by', 'median', 'least', 'most', 'above the sandbox'],
    rows,
  );
}
