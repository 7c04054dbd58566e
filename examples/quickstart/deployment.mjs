// From a registered model package to an endpoint that answers.
import { GetObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  UpdateModelPackageCommand,
  waitUntilEndpointInService,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { runtime, s3, sagemaker } from './project.mjs';

export async function approve(modelPackageArn) {
  await sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: modelPackageArn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'Accurate enough on the test set.',
    }),
  );
}

/** Model, endpoint configuration and endpoint share one name. Gives the endpoint's ARN when it is in service. */
export async function deploy(name, modelPackageArn, { role }) {
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: name,
      PrimaryContainer: { ModelPackageName: modelPackageArn },
      ExecutionRoleArn: role,
    }),
  );
  await sagemaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: name,
          InitialInstanceCount: 1,
          InstanceType: 'ml.m5.large',
          InitialVariantWeight: 1,
        },
      ],
    }),
  );
  const { EndpointArn: arn } = await sagemaker.send(
    new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }),
  );
  await waitUntilEndpointInService(
    { client: sagemaker, minDelay: 0.25, maxDelay: 0.5, maxWaitTime: 600 },
    { EndpointName: name },
  ).catch(async (error) => {
    const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
    throw new Error(`${name}: ${endpoint.FailureReason ?? error.message}`);
  });
  return arn;
}

/** Asks the endpoint about every row of the held-out set, and counts how often it is right. */
export async function measure(endpointName, testUri) {
  const { bucket, key } = splitUri(`${testUri}/test.csv`);
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const rows = (await body.transformToString())
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  const truth = rows.map(([label]) => Number(label) === 1);

  const startedAt = performance.now();
  const answer = await runtime.send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      ContentType: 'text/csv',
      Accept: 'text/csv',
      Body: rows.map(([, ...features]) => features.join(',')).join('\n'),
    }),
  );
  const durationMs = performance.now() - startedAt;
  const probabilities = new TextDecoder()
    .decode(answer.Body)
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const right = truth.filter((isBenign, row) => probabilities[row] >= 0.5 === isBenign).length;
  return {
    rows: rows.length,
    right,
    durationMs,
    examples: probabilities.slice(0, 3).map((p, row) => ({ p, isBenign: truth[row] })),
  };
}

function splitUri(uri) {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri);
  return { bucket, key };
}
