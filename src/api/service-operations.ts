import type { CloudWatchOperations } from './generated/cloudwatch-types.ts';
import type { IamOperations } from './generated/iam-types.ts';
import type { LogsOperations } from './generated/logs-types.ts';
import type { OrganizationsOperations } from './generated/organizations-types.ts';
import type { S3Operations } from './generated/s3-types.ts';
import type { FeatureStoreRuntimeOperations } from './generated/sagemaker-featurestore-runtime-types.ts';
import type { SageMakerMetricsOperations } from './generated/sagemaker-metrics-types.ts';
import type { SageMakerRuntimeOperations } from './generated/sagemaker-runtime-types.ts';
import type { SageMakerOperations } from './generated/sagemaker-types.ts';
import type { SqsOperations } from './generated/sqs-types.ts';
import type { StsOperations } from './generated/sts-types.ts';
import type { Handlers, Invoker, OperationShapes } from './operation.ts';

/** What one service takes from the server, and what it gives to callers inside it. */
interface ServicePorts<Operations extends OperationShapes<Operations>> {
  handlers: Handlers<Operations>;
  invoker: Invoker<Operations>;
}

/** Every service that the server speaks, with the generated shapes of its operations. */
export interface ServiceOperations {
  sagemaker: ServicePorts<SageMakerOperations>;
  'sagemaker-runtime': ServicePorts<SageMakerRuntimeOperations>;
  'sagemaker-featurestore-runtime': ServicePorts<FeatureStoreRuntimeOperations>;
  'sagemaker-metrics': ServicePorts<SageMakerMetricsOperations>;
  s3: ServicePorts<S3Operations>;
  sts: ServicePorts<StsOperations>;
  iam: ServicePorts<IamOperations>;
  logs: ServicePorts<LogsOperations>;
  sqs: ServicePorts<SqsOperations>;
  organizations: ServicePorts<OrganizationsOperations>;
  cloudwatch: ServicePorts<CloudWatchOperations>;
}
