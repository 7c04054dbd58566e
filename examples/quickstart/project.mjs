// Where the project's things are: found by asking, as in any AWS account.
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

export const sagemaker = new SageMakerClient({ maxAttempts: 10 });
export const runtime = new SageMakerRuntimeClient();
export const s3 = new S3Client();
export const logs = new CloudWatchLogsClient({ maxAttempts: 10 });

export const PIPELINE = 'quickstart';
export const MODEL_PACKAGE_GROUP = 'quickstart';

/** The account, the role that jobs act as, the bucket and the image. */
export async function findProject() {
  const region = await sagemaker.config.region();
  const { Account: account } = await new STSClient().send(new GetCallerIdentityCommand());
  const { Role: role } = await new IAMClient().send(new GetRoleCommand({ RoleName: 'SagebrushExecutionRole' }));
  const bucket = `sagemaker-${region}-${account}`;
  return {
    role: role.Arn,
    bucket,
    prefix: `s3://${bucket}/quickstart`,
    image: `246618743249.dkr.ecr.${region}.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3`,
  };
}
