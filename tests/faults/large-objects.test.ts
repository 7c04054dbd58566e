import { once } from 'node:events';
import { readFileSync, statfsSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Parser } from 'tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { combineCrcs } from '../../src/store/objects/crc-combine.ts';
import { scriptArchive } from '../support/script-archive.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** The most that S3 takes in one PUT. */
const LARGE_BYTES = 5 * GIB;
/** More would show nothing more: each part is a PUT of its own. */
const PARTS_BYTES = GIB;
const MODEL_BYTES = GIB;
/** Of the server, at its peak, whatever went through it. */
const MEMORY_BYTES_MAX = 400 * MIB;
/** One object of each kind, and the parts joined for a job. The model is a file of holes, and packs to nothing. */
const DISK_BYTES_NEEDED = LARGE_BYTES + 2 * PARTS_BYTES;
const IMAGE = 'registry.test/python:3';
const Bucket = 'large';

/** Blocks that follow one another in turn, so that one lost, doubled or misplaced shows in the checksum. */
const BLOCKS = Array.from({ length: 7 }, (_, index) => Buffer.alloc(MIB, `block ${index}, `));
const blockAt = (index: number) => BLOCKS[index % BLOCKS.length] ?? Buffer.alloc(0);

function contentOf(sizeBytes: number): Readable {
  function* blocks() {
    for (let index = 0; index < sizeBytes / MIB; index++) yield blockAt(index);
  }
  return Readable.from(blocks(), { objectMode: false });
}

const digests = BLOCKS.map((block) => asDigest(crc32(block)));

/** Base64, as S3 shows it. */
function checksumOf(sizeBytes: number): string {
  const parts = Array.from({ length: sizeBytes / MIB }, (_, index) => ({
    digest: digests[index % digests.length] ?? Buffer.alloc(4),
    sizeBytes: MIB,
  }));
  return combineCrcs('CRC32', parts).toString('base64');
}

function asDigest(crc: number): Buffer {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc);
  return digest;
}

/** Half a minute on a machine that has nothing else to do. */
const PATIENCE = { timeout: 600_000 };

describe('large objects', PATIENCE, () => {
  let server: TestServer;
  let s3: S3Client;

  beforeAll(async () => {
    const { bavail, bsize } = statfsSync(tmpdir());
    if (bavail * bsize < DISK_BYTES_NEEDED) throw new Error(`${tmpdir()} needs 7 GiB of free space for this test`);
    server = await startTestServer({ flags: ['--images', `${IMAGE}=/usr/bin/python3`] });
    s3 = new S3Client({ ...access(server), forcePathStyle: true });
    const CreateBucketConfiguration = { LocationConstraint: 'us-west-2' } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  });
  afterAll(async () => {
    s3?.destroy();
    await server?.close();
  });

  /** Of the server's process since its start. */
  const peakMemoryBytes = () => {
    const status = readFileSync(`/proc/${server.pid()}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  };

  async function expectWhole(Key: string, sizeBytes: number): Promise<void> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    let crc = 0;
    let bytes = 0;
    for await (const chunk of Body as Readable) {
      crc = crc32(chunk as Buffer, crc);
      bytes += (chunk as Buffer).length;
    }
    expect({ bytes, checksum: asDigest(crc).toString('base64') }).toEqual({
      bytes: sizeBytes,
      checksum: checksumOf(sizeBytes),
    });
  }

  it('go up in parts and come back, and the server holds none of it', async () => {
    const Body = contentOf(PARTS_BYTES);
    const params = { Bucket, Key: 'input/parts', Body, ChecksumAlgorithm: 'CRC32' as const };
    await new Upload({ client: s3, params, partSize: 64 * MIB, queueSize: 3 }).done();
    await expectWhole('input/parts', PARTS_BYTES);
    expect(peakMemoryBytes()).toBeLessThan(MEMORY_BYTES_MAX);
  });

  it('go up in one piece, and not a byte more', async () => {
    const put = async (sizeBytes: number, body: Readable, ChecksumCRC32: string) => {
      const command = new PutObjectCommand({ Bucket, Key: 'input/whole', ChecksumCRC32 });
      const unhoistableHeaders = new Set(['x-amz-checksum-crc32']);
      const url = await getSignedUrl(s3, command, { unhoistableHeaders });
      return await send(url, sizeBytes, body, { 'x-amz-checksum-crc32': ChecksumCRC32 });
    };
    const refused = await put(LARGE_BYTES + 1, contentOf(MIB), checksumOf(MIB));
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining('EntityTooLarge')]);
    const wrong = await put(MIB, contentOf(MIB), checksumOf(2 * MIB));
    expect([wrong.status, wrong.body]).toEqual([400, expect.stringContaining('BadDigest')]);
    const whole = await put(LARGE_BYTES, contentOf(LARGE_BYTES), checksumOf(LARGE_BYTES));
    expect(whole).toEqual({ status: 200, body: '' });
    await expectWhole('input/whole', LARGE_BYTES);
    expect(peakMemoryBytes()).toBeLessThan(MEMORY_BYTES_MAX);
  });

  it('go into a job, and large files come out of it', async () => {
    const sagemaker = new SageMakerClient(access(server));
    const script = `
import os
folder = '/opt/ml/input/data/train'
for name, size in ('whole', ${LARGE_BYTES}), ('parts', ${PARTS_BYTES}):
    with open(f'{folder}/{name}', 'rb') as file:
        assert os.fstat(file.fileno()).st_size == size, name
        for index in 0, 1, size // ${MIB} - 1:
            file.seek(index * ${MIB})
            assert file.read(9) == b'block %d, ' % (index % ${BLOCKS.length}), (name, index)
os.truncate(os.open('/opt/ml/model/weights', os.O_CREAT | os.O_WRONLY), ${MODEL_BYTES})
`;
    await s3.send(new PutObjectCommand({ Bucket, Key: 'code.tar.gz', Body: await scriptArchive(script) }));
    const TrainingJobName = 'large-files';
    const S3DataSource = { S3DataType: 'S3Prefix', S3Uri: `s3://${Bucket}/input/` } as const;
    await sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName,
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
        HyperParameters: { sagemaker_program: 'train.py', sagemaker_submit_directory: `s3://${Bucket}/code.tar.gz` },
        InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource } }],
        RoleArn: `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`,
        OutputDataConfig: { S3OutputPath: `s3://${Bucket}/out` },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
      }),
    );
    const job = await until(
      () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName })),
      ({ TrainingJobStatus }) => TrainingJobStatus !== 'InProgress',
    );
    sagemaker.destroy();
    expect([job.TrainingJobStatus, job.FailureReason]).toEqual(['Completed', undefined]);
    expect(await entriesOf(`out/${TrainingJobName}/output/model.tar.gz`)).toEqual({ weights: MODEL_BYTES });
    expect(peakMemoryBytes()).toBeLessThan(MEMORY_BYTES_MAX);
  });

  /** Names and sizes in a gzipped tar, read to its end. */
  async function entriesOf(Key: string): Promise<Record<string, number>> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const entries: Record<string, number> = {};
    const parser = new Parser();
    parser.on('entry', (entry) => {
      entries[entry.path] = 0;
      entry.on('data', (chunk: Buffer) => {
        entries[entry.path] = (entries[entry.path] ?? 0) + chunk.length;
      });
    });
    const intoParser = new Transform({
      transform(chunk, _encoding, done) {
        if (parser.write(chunk)) done();
        else parser.once('drain', () => done());
      },
      flush(done) {
        parser.end();
        done();
      },
    });
    await pipeline(Body as Readable, createGunzip(), intoParser.resume());
    return entries;
  }
});

function access({ endpoint, region, accessKeyId, secretAccessKey }: TestServer) {
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** A PUT as curl makes it: one body of a length that is told first. */
async function send(url: string, sizeBytes: number, body: Readable, headers: Readonly<Record<string, string>>) {
  const sent = request(url, { method: 'PUT', agent: false, headers: { ...headers, 'content-length': sizeBytes } });
  const answered = once(sent, 'response');
  body.pipe(sent);
  sent.on('error', () => {});
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  sent.destroy();
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}
