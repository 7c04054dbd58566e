import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { caller } from '../support/callers.ts';
import { openJobServer } from '../support/job-server.ts';
import { scriptArchive } from '../support/script-archive.ts';
import { IMAGE } from '../support/system-python.ts';

/** What the parent wants: jobs on a small disk in this folder. */
export interface FullDiskInput {
  readonly folder: string;
  /** Set by the program itself, once it has mounted the disk. */
  readonly mounted?: boolean;
}

/** What the child prints. */
export interface FullDiskReport {
  readonly vain: { readonly status: string; readonly reason?: string };
  readonly filesLeft: readonly string[];
  readonly after: { readonly status: string; readonly reason?: string };
}

const BUCKET = 'small-disk';
const MIB = 2 ** 20;

function runOnSmallDisk(input: FullDiskInput): void {
  const script = 'mount -t tmpfs -o size=40m tmpfs "$1" && shift && exec "$@"';
  const program = [process.execPath, process.argv[1] ?? '', JSON.stringify({ ...input, mounted: true })];
  const result = spawnSync('unshare', ['-r', '-m', 'sh', '-c', script, 'sh', input.folder, ...program], {
    stdio: 'inherit',
  });
  process.exitCode = result.status ?? 1;
}

/** One job waits for room in vain, and another runs when there is room again. */
async function waitInVain({ folder }: FullDiskInput): Promise<FullDiskReport> {
  const store = await openSqliteStore({ path: `${folder}/state.db` });
  await migrate(store);
  const server = await openJobServer(store, { dataDir: folder, bucket: BUCKET, pauseMsMax: 20 });
  const { objects } = server;
  await objects.write(BUCKET, 'code/sourcedir.tar.gz', await scriptArchive('print("here")'));
  await objects.write(BUCKET, 'data/one', Buffer.alloc(6 * MIB, 1));
  const filler = `${folder}/filler`;
  // The database keeps room for itself once it has been open for a second.
  while (statSync(`${folder}/state.db`).size < 2 * MIB) await sleep(20);
  // Not all of it: what is small still finds room.
  while (!isNearlyFull(folder)) writeFileSync(filler, Buffer.alloc(MIB, 1), { flag: 'a' });
  const vain = await train(server, 'waits-in-vain');
  const left = () =>
    readdirSync(`${folder}/jobs`, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('algo-'));
  while (left().length > 0) await sleep(5);
  const filesLeft = readdirSync(`${folder}/objects/incoming`);
  rmSync(filler);
  const after = await train(server, 'finds-room');
  await server.close();
  await store.close();
  return { vain, filesLeft, after };
}

async function train(server: Awaited<ReturnType<typeof openJobServer>>, name: string) {
  const training = caller(server.training);
  const data = { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/data/` } as const;
  await training('CreateTrainingJob', {
    TrainingJobName: name,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    HyperParameters: { sagemaker_submit_directory: `s3://${BUCKET}/code/sourcedir.tar.gz` },
    InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: data } }],
    RoleArn: server.role,
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  });
  for (;;) {
    const job = await training('DescribeTrainingJob', { TrainingJobName: name });
    const { TrainingJobStatus: status, FailureReason: reason } = job;
    if (job.TrainingEndTime !== undefined) return { status, ...(reason === undefined ? {} : { reason }) };
    await sleep(5);
  }
}

function isNearlyFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < 5 * MIB;
}

const input = JSON.parse(process.argv[2] ?? '') as FullDiskInput;
if (input.mounted) process.stdout.write(`report ${JSON.stringify(await waitInVain(input))}\n`);
else runOnSmallDisk(input);
