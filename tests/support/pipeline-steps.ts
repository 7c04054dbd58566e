const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const ROLE = 'arn:aws:iam::123456789012:role/pipeline';

type Members = Record<string, unknown>;

/** Steps as the SageMaker Python SDK writes them into a definition. */
export function trainingStep(name: string, step: Members = {}, members: Members = {}) {
  return {
    Name: name,
    Type: 'Training',
    Arguments: {
      AlgorithmSpecification: { TrainingInputMode: 'File', TrainingImage: IMAGE },
      OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
      StoppingCondition: { MaxRuntimeInSeconds: 86400 },
      ResourceConfig: { VolumeSizeInGB: 30, InstanceCount: 1, InstanceType: 'ml.m5.xlarge' },
      RoleArn: ROLE,
      ...members,
    },
    ...step,
  };
}

export function processingStep(name: string, step: Members = {}, members: Members = {}) {
  return {
    Name: name,
    Type: 'Processing',
    Arguments: {
      ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 } },
      AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/run.py'] },
      RoleArn: ROLE,
      ...members,
    },
    ...step,
  };
}

export const failStep = (name: string, message: unknown, step: Members = {}) => ({
  Name: name,
  Type: 'Fail',
  Arguments: { ErrorMessage: message },
  ...step,
});

export const conditionStep = (
  name: string,
  conditions: unknown[],
  ifSteps: unknown[] = [],
  elseSteps: unknown[] = [],
  step: Members = {},
) => ({
  Name: name,
  Type: 'Condition',
  Arguments: { Conditions: conditions, IfSteps: ifSteps, ElseSteps: elseSteps },
  ...step,
});

export const registerStep = (name: string, group: string, modelData: unknown, step: Members = {}) => ({
  Name: name,
  Type: 'RegisterModel',
  Arguments: {
    ModelPackageGroupName: group,
    InferenceSpecification: {
      Containers: [{ Image: IMAGE, ModelDataUrl: modelData }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
      SupportedRealtimeInferenceInstanceTypes: ['ml.m5.xlarge'],
      SupportedTransformInstanceTypes: ['ml.m5.xlarge'],
    },
    ModelApprovalStatus: 'PendingManualApproval',
    SkipModelValidation: 'None',
  },
  ...step,
});
