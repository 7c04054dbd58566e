import { describe, expect, it } from 'vitest';
import { checkDefinition } from './check-definition.ts';
import { parseDefinition } from './parse-definition.ts';
import { graphOf } from './step-graph.ts';

const ROLE = 'arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole';
const IMAGE = '683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3';
const get = (path: string) => ({ Get: path });
const PARAMETERS = [
  { Name: 'InstanceType', Type: 'String', DefaultValue: 'ml.m5.xlarge' },
  { Name: 'InstanceCount', Type: 'Integer', DefaultValue: 1 },
  { Name: 'InputData', Type: 'String', DefaultValue: 's3://bucket/abalone.csv' },
  { Name: 'ApprovalStatus', Type: 'String', DefaultValue: 'PendingManualApproval' },
  { Name: 'MseThreshold', Type: 'Float', DefaultValue: 6 },
];
const cluster = {
  ClusterConfig: {
    InstanceType: get('Parameters.InstanceType'),
    InstanceCount: get('Parameters.InstanceCount'),
    VolumeSizeInGB: 30,
  },
};

/** As version 2 of the Python SDK wrote it in 2021: no DependsOn anywhere, names of jobs cut away. */
const version2021 = {
  Version: '2020-12-01',
  Metadata: {},
  Parameters: PARAMETERS,
  Steps: [
    {
      Name: 'Process',
      Type: 'Processing',
      Arguments: {
        ProcessingResources: cluster,
        AppSpecification: {
          ImageUri: IMAGE,
          ContainerArguments: ['--input-data', get('Parameters.InputData')],
          ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/preprocess.py'],
        },
        RoleArn: ROLE,
        ProcessingInputs: [
          {
            InputName: 'code',
            AppManaged: false,
            S3Input: {
              S3Uri: 's3://bucket/code/preprocess.py',
              LocalPath: '/opt/ml/processing/input/code',
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
              S3DataDistributionType: 'FullyReplicated',
              S3CompressionType: 'None',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: ['train', 'validation', 'test'].map((name) => ({
            OutputName: name,
            AppManaged: false,
            S3Output: {
              S3Uri: `s3://bucket/out/${name}`,
              LocalPath: `/opt/ml/processing/${name}`,
              S3UploadMode: 'EndOfJob',
            },
          })),
        },
        ExperimentConfig: { TrialComponentDisplayName: 'process' },
      },
    },
    {
      Name: 'Train',
      Type: 'Training',
      CacheConfig: { Enabled: true, ExpireAfter: 'T12H' },
      Arguments: {
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
        OutputDataConfig: { S3OutputPath: 's3://bucket/AbaloneTrain' },
        StoppingCondition: { MaxRuntimeInSeconds: 86400 },
        ResourceConfig: { InstanceCount: 1, InstanceType: get('Parameters.InstanceType'), VolumeSizeInGB: 30 },
        RoleArn: ROLE,
        InputDataConfig: ['train', 'validation'].map((name) => ({
          DataSource: {
            S3DataSource: {
              S3DataType: 'S3Prefix',
              S3Uri: get(`Steps.Process.ProcessingOutputConfig.Outputs['${name}'].S3Output.S3Uri`),
              S3DataDistributionType: 'FullyReplicated',
            },
          },
          ContentType: 'text/csv',
          ChannelName: name,
        })),
        HyperParameters: {
          objective: 'reg:linear',
          num_round: '50',
          sagemaker_submit_directory: '"s3://bucket/s.tar.gz"',
        },
        DebugHookConfig: { S3OutputPath: 's3://bucket/AbaloneTrain', CollectionConfigurations: [] },
        ProfilerRuleConfigurations: [
          {
            RuleConfigurationName: 'ProfilerReport-1617051225',
            RuleEvaluatorImage: '503895931360.dkr.ecr.us-east-1.amazonaws.com/sagemaker-debugger-rules:latest',
            RuleParameters: { rule_to_invoke: 'ProfilerReport' },
          },
        ],
        ProfilerConfig: { S3OutputPath: 's3://bucket/AbaloneTrain' },
      },
    },
    {
      Name: 'Evaluate',
      Type: 'Processing',
      PropertyFiles: [{ PropertyFileName: 'EvaluationReport', OutputName: 'evaluation', FilePath: 'evaluation.json' }],
      Arguments: {
        ProcessingResources: cluster,
        AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', 'evaluate.py'] },
        RoleArn: ROLE,
        ProcessingInputs: [
          {
            InputName: 'input-1',
            AppManaged: false,
            S3Input: {
              S3Uri: get('Steps.Train.ModelArtifacts.S3ModelArtifacts'),
              LocalPath: '/opt/ml/processing/model',
              S3DataType: 'S3Prefix',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'evaluation',
              S3Output: {
                S3Uri: 's3://bucket/eval',
                LocalPath: '/opt/ml/processing/evaluation',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
      },
    },
    {
      Name: 'Judge',
      Type: 'Condition',
      Arguments: {
        Conditions: [
          {
            Type: 'LessThanOrEqualTo',
            LeftValue: {
              'Std:JsonGet': {
                PropertyFile: get('Steps.Evaluate.PropertyFiles.EvaluationReport'),
                Path: 'regression_metrics.mse.value',
              },
            },
            RightValue: get('Parameters.MseThreshold'),
          },
        ],
        IfSteps: [
          {
            Name: 'Register',
            Type: 'RegisterModel',
            Arguments: {
              ModelPackageGroupName: 'Abalone',
              ModelMetrics: {
                ModelQuality: {
                  Statistics: { ContentType: 'application/json', S3Uri: 's3://bucket/eval/evaluation.json' },
                },
                Bias: {},
                Explainability: {},
              },
              InferenceSpecification: {
                Containers: [{ Image: IMAGE, ModelDataUrl: get('Steps.Train.ModelArtifacts.S3ModelArtifacts') }],
                SupportedContentTypes: ['text/csv'],
                SupportedResponseMIMETypes: ['text/csv'],
                SupportedRealtimeInferenceInstanceTypes: ['ml.t2.medium', 'ml.m5.large'],
                SupportedTransformInstanceTypes: ['ml.m5.large'],
              },
              ModelApprovalStatus: get('Parameters.ApprovalStatus'),
            },
          },
        ],
        ElseSteps: [],
      },
    },
  ],
};

/** As today's SDKs write it: experiment config, explicit dependencies, numbers as hyperparameters, script by entry point. */
const versionToday = {
  ...version2021,
  PipelineExperimentConfig: {
    ExperimentName: get('Execution.PipelineName'),
    TrialName: get('Execution.PipelineExecutionId'),
  },
  MlflowConfig: null,
  Steps: [
    {
      Name: 'Train',
      Type: 'Training',
      DisplayName: 'Train it',
      RetryPolicies: [
        { ExceptionType: ['SageMaker.RESOURCE_LIMIT'], IntervalSeconds: 60, BackoffRate: 2, MaxAttempts: 5 },
        {
          ExceptionType: ['Step.SERVICE_FAULT', 'Step.THROTTLING'],
          IntervalSeconds: 1,
          BackoffRate: 2,
          ExpireAfterMin: 5,
        },
      ],
      Arguments: {
        TrainingJobName: 'custom-prefix',
        AlgorithmSpecification: {
          TrainingImage: IMAGE,
          TrainingInputMode: 'File',
          ContainerEntrypoint: ['/bin/bash'],
          ContainerArguments: [
            '-c',
            'chmod +x /opt/ml/input/data/sm_drivers/sm_train.sh && /opt/ml/input/data/sm_drivers/sm_train.sh',
          ],
        },
        OutputDataConfig: {
          S3OutputPath: { 'Std:Join': { On: '/', Values: ['s3:/', 'bucket', get('Execution.PipelineExecutionId')] } },
          CompressionType: 'GZIP',
        },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
        ResourceConfig: {
          InstanceCount: get('Parameters.InstanceCount'),
          InstanceType: 'ml.m5.xlarge',
          VolumeSizeInGB: 30,
        },
        RoleArn: ROLE,
        HyperParameters: { count: get('Parameters.InstanceCount') },
        Environment: {
          SOURCE: {
            'Std:JsonGet': {
              S3Uri: { 'Std:Join': { On: '/', Values: ['s3://b', 'results.json'] } },
              Path: 'Result[1]',
            },
          },
        },
        Tags: [{ Key: 'sagemaker.amazonaws.com/model-source', Value: 'x' }],
      },
    },
    {
      Name: 'Model-RepackModel-0',
      Type: 'Training',
      Arguments: {
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
        OutputDataConfig: { S3OutputPath: 's3://bucket/repacked' },
        StoppingCondition: { MaxRuntimeInSeconds: 86400 },
        ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 30 },
        RoleArn: ROLE,
        InputDataConfig: [
          {
            ChannelName: 'training',
            DataSource: {
              S3DataSource: {
                S3DataType: 'S3Prefix',
                S3Uri: get('Steps.Train.ModelArtifacts.S3ModelArtifacts'),
                S3DataDistributionType: 'FullyReplicated',
              },
            },
          },
        ],
        HyperParameters: {
          inference_script: 'inference.py',
          model_archive: { 'Std:Join': { On: '', Values: [get('Steps.Train.ModelArtifacts.S3ModelArtifacts')] } },
          dependencies: 'null',
          source_dir: 'null',
        },
        DebugHookConfig: { S3OutputPath: 's3://bucket/repacked', CollectionConfigurations: [] },
      },
    },
    {
      Name: 'Model-CreateModel',
      Type: 'Model',
      DependsOn: ['Model-RepackModel-0'],
      Arguments: {
        ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: IMAGE,
          Environment: { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_CONTAINER_LOG_LEVEL: '20' },
          ModelDataUrl: get('Steps.Model-RepackModel-0.ModelArtifacts.S3ModelArtifacts'),
        },
      },
    },
    {
      Name: 'Stop',
      Type: 'Fail',
      DependsOn: ['Model-CreateModel'],
      Arguments: {
        ErrorMessage: { 'Std:Join': { On: ' ', Values: ['no', get('Steps.Model-CreateModel.ModelName')] } },
      },
    },
  ],
};

describe('Definitions of the SDKs', () => {
  it.each([
    ['of 2021', version2021],
    ['of today', versionToday],
  ])('%s are accepted', (_, definition) => {
    checkDefinition(parseDefinition(JSON.stringify(definition, null, 1)));
  });

  it('have their order also where no step says what it depends on', () => {
    const graph = graphOf(parseDefinition(JSON.stringify(version2021)).steps);
    expect(Object.fromEntries([...graph].map(([name, dependencies]) => [name, [...dependencies].sort()]))).toEqual({
      Process: [],
      Train: ['Process'],
      Evaluate: ['Train'],
      Judge: ['Evaluate'],
      Register: ['Judge', 'Train'],
    });
  });
});
