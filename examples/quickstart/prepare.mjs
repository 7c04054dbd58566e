// Puts code and data where the pipeline finds them.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateModelPackageGroupCommand,
  CreatePipelineCommand,
  CreateProcessingJobCommand,
  DescribeProcessingJobCommand,
  UpdatePipelineCommand,
  waitUntilProcessingJobCompletedOrStopped,
} from '@aws-sdk/client-sagemaker';
import { MODEL_PACKAGE_GROUP, PIPELINE, s3, sagemaker } from './project.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

export async function createBucket({ bucket }) {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (error.name !== 'NotFound') throw error;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  }
}

export async function uploadCode({ bucket }) {
  for (const script of ['extract.py', 'preprocess.py', 'evaluate.py']) {
    await put(bucket, `quickstart/code/${script}`, await readFile(`${here}ml/${script}`));
  }
  const { stdout: archive } = await promisify(execFile)(
    'tar',
    ['-czf', '-', '-C', `${here}ml/training`, 'train.py', 'inference.py'],
    { encoding: 'buffer' },
  );
  await put(bucket, 'quickstart/code/sourcedir.tar.gz', archive);
}

/** The data set ships inside scikit-learn, so a processing job on the scikit-learn image can write it out. */
export async function extractData({ prefix, image, role }) {
  const name = `quickstart-extract-${Date.now()}`;
  await sagemaker.send(
    new CreateProcessingJobCommand({
      ProcessingJobName: name,
      RoleArn: role,
      AppSpecification: {
        ImageUri: image,
        ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/extract.py'],
      },
      ProcessingInputs: [
        {
          InputName: 'code',
          S3Input: {
            S3Uri: `${prefix}/code/extract.py`,
            LocalPath: '/opt/ml/processing/input/code',
            S3DataType: 'S3Prefix',
            S3InputMode: 'File',
          },
        },
      ],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: 'data',
            S3Output: { S3Uri: `${prefix}/data`, LocalPath: '/opt/ml/processing/data', S3UploadMode: 'EndOfJob' },
          },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
    }),
  );
  await waitUntilProcessingJobCompletedOrStopped(
    { client: sagemaker, minDelay: 0.25, maxDelay: 0.5, maxWaitTime: 600 },
    { ProcessingJobName: name },
  ).catch(async (error) => {
    const job = await sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
    throw new Error(`${name}: ${job.FailureReason ?? error.message}`);
  });
}

/** Creates the pipeline, or updates it when it is there. */
export async function upsertPipeline({ role }) {
  const pipeline = {
    PipelineName: PIPELINE,
    PipelineDefinition: await readFile(`${here}pipeline.json`, 'utf8'),
    RoleArn: role,
  };
  try {
    await sagemaker.send(
      new CreatePipelineCommand({
        ...pipeline,
        ClientRequestToken: crypto.randomUUID(),
        Tags: [{ Key: 'project', Value: 'quickstart' }],
      }),
    );
  } catch (error) {
    if (!/already exists/.test(error.message)) throw error;
    await sagemaker.send(new UpdatePipelineCommand(pipeline));
  }
}

export async function createModelPackageGroup() {
  try {
    await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: MODEL_PACKAGE_GROUP }));
  } catch (error) {
    if (!/already exists/.test(error.message)) throw error;
  }
}

async function put(bucket, key, body) {
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}
