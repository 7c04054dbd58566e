import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateModelPackageGroupCommand, CreatePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { create } from 'tar';
import type { TestServer } from './server.ts';

/** Clients that go on through restarts of the server, as a patient user's would. */
export function patientClients(server: TestServer) {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const settings = { endpoint, region, credentials, maxAttempts: 12 };
  return { sagemaker: new SageMakerClient(settings), s3: new S3Client(settings), settings };
}

const BUCKET = 'slow-pipeline';
const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';

/** Each script says once that it started, takes long enough to be killed in the middle, and leaves a result. */
const SCRIPTS = {
  'prepare.py': `
import pathlib, time
print("prepare started", flush=True)
time.sleep(1.5)
pathlib.Path("/opt/ml/processing/out/rows.csv").write_text("1,2\\n3,4\\n")
print("prepare ended", flush=True)
`,
  'train.py': `
import os, pathlib, time
print("train started", flush=True)
rows = pathlib.Path(os.environ["SM_CHANNEL_TRAIN"], "rows.csv").read_text().splitlines()
time.sleep(1.5)
pathlib.Path(os.environ["SM_MODEL_DIR"], "model.txt").write_text(str(len(rows)))
print("train ended", flush=True)
`,
  'evaluate.py': `
import json, pathlib, tarfile, time
print("evaluate started", flush=True)
with tarfile.open("/opt/ml/processing/model/model.tar.gz") as archive:
    rows = int(archive.extractfile("model.txt").read())
time.sleep(1.5)
pathlib.Path("/opt/ml/processing/out/report.json").write_text(json.dumps({"rows": rows}))
print("evaluate ended", flush=True)
`,
};

/** Makes bucket, code, package group and the pipeline `slow`: Prepare, Train, Evaluate, Check, Register. */
export async function createSlowPipeline(server: TestServer): Promise<void> {
  const { sagemaker, s3 } = patientClients(server);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const [name, Body] of Object.entries(SCRIPTS)) {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `code/${name}`, Body }));
  }
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'code/source.tar.gz', Body: await trainingSource() }));
  await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'slow' }));
  const roleArn = `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`;
  await sagemaker.send(
    new CreatePipelineCommand({
      PipelineName: 'slow',
      RoleArn: roleArn,
      ClientRequestToken: crypto.randomUUID(),
      PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Steps: steps(roleArn) }),
    }),
  );
}

async function trainingSource(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'slow-pipeline-'));
  try {
    await writeFile(join(folder, 'train.py'), SCRIPTS['train.py']);
    const chunks: Buffer[] = [];
    for await (const chunk of create({ cwd: folder, gzip: true }, ['train.py'])) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const runPrefix = (folder: string) => ({
  'Std:Join': { On: '/', Values: [`s3://${BUCKET}/runs`, { Get: 'Execution.PipelineExecutionId' }, folder] },
});

const s3Input = (InputName: string, S3Uri: unknown, folder: string) => ({
  InputName,
  S3Input: { S3Uri, LocalPath: `/opt/ml/processing/${folder}`, S3DataType: 'S3Prefix', S3InputMode: 'File' },
});

function processing(script: string, roleArn: string, inputs: readonly unknown[]) {
  return {
    RoleArn: roleArn,
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
    AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', `/opt/ml/processing/code/${script}.py`] },
    ProcessingInputs: [s3Input('code', `s3://${BUCKET}/code/${script}.py`, 'code'), ...inputs],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'out',
          S3Output: { S3Uri: runPrefix(script), LocalPath: '/opt/ml/processing/out', S3UploadMode: 'EndOfJob' },
        },
      ],
    },
  };
}

function steps(roleArn: string) {
  const model = { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' };
  return [
    { Name: 'Prepare', Type: 'Processing', Arguments: processing('prepare', roleArn, []) },
    { Name: 'Train', Type: 'Training', Arguments: training(roleArn) },
    {
      Name: 'Evaluate',
      Type: 'Processing',
      Arguments: processing('evaluate', roleArn, [s3Input('model', model, 'model')]),
      PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'out', FilePath: 'report.json' }],
    },
    {
      Name: 'Check',
      Type: 'Condition',
      Arguments: {
        Conditions: [
          {
            Type: 'Equals',
            LeftValue: {
              'Std:JsonGet': { PropertyFile: { Get: 'Steps.Evaluate.PropertyFiles.Report' }, Path: 'rows' },
            },
            RightValue: 2,
          },
        ],
        IfSteps: [
          {
            Name: 'Register',
            Type: 'RegisterModel',
            Arguments: {
              ModelPackageGroupName: 'slow',
              InferenceSpecification: {
                Containers: [{ Image: IMAGE, ModelDataUrl: model }],
                SupportedContentTypes: ['text/csv'],
                SupportedResponseMIMETypes: ['text/csv'],
              },
            },
          },
        ],
        ElseSteps: [{ Name: 'Wrong', Type: 'Fail', Arguments: { ErrorMessage: 'rows were lost' } }],
      },
    },
  ];
}

function training(roleArn: string) {
  return {
    RoleArn: roleArn,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    HyperParameters: {
      sagemaker_program: 'train.py',
      sagemaker_submit_directory: `s3://${BUCKET}/code/source.tar.gz`,
    },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: {
          S3DataSource: {
            S3DataType: 'S3Prefix',
            S3Uri: { Get: "Steps.Prepare.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri" },
          },
        },
      },
    ],
    OutputDataConfig: { S3OutputPath: runPrefix('model') },
    ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  };
}
