import { describe, expect, it } from 'vitest';
import { type ServiceName, serviceModel } from '../../model.ts';
import { actionsOf } from './action-index.ts';

const SCOPE = { account: '123456789012', region: 'us-west-2' };
const arn = (resource: string) => `arn:aws:sagemaker:us-west-2:123456789012:${resource}`;
const iam = (resource: string) => `arn:aws:iam::123456789012:${resource}`;
const FOREIGN = 'arn:aws:sagemaker:us-west-2:210987654321:model-package/fraud/3';

const CASES: readonly [ServiceName, string, Record<string, unknown>, readonly (readonly [string, string])[]][] = [
  [
    'sagemaker',
    'CreateTrainingJob',
    { TrainingJobName: 'a' },
    [['sagemaker:CreateTrainingJob', arn('training-job/a')]],
  ],
  [
    'sagemaker',
    'CreateModel',
    { ModelName: 'm', Tags: [{ Key: 'a', Value: 'b' }] },
    [
      ['sagemaker:CreateModel', arn('model/m')],
      ['sagemaker:AddTags', arn('model/m')],
    ],
  ],
  [
    'sagemaker',
    'ListPipelineExecutionSteps',
    { PipelineExecutionArn: arn('pipeline/p/execution/x') },
    [['sagemaker:ListPipelineExecutionSteps', arn('pipeline/p/execution/x')]],
  ],
  [
    'sagemaker-featurestore-runtime',
    'BatchGetRecord',
    { Identifiers: [{ FeatureGroupName: 'f' }, { FeatureGroupName: arn('feature-group/g') }] },
    [
      ['sagemaker:BatchGetRecord', arn('feature-group/f')],
      ['sagemaker:BatchGetRecord', arn('feature-group/g')],
    ],
  ],
  ['sagemaker', 'DescribeTrial', { TrialName: 't' }, [['sagemaker:DescribeTrial', arn('experiment-trial/t')]]],
  ['sagemaker', 'ListTrainingJobs', {}, [['sagemaker:ListTrainingJobs', arn('training-job/*')]]],
  ['sagemaker', 'ListCodeRepositories', {}, [['sagemaker:ListCodeRepositories', arn('code-repository/*')]]],
  ['sagemaker', 'ListTrialComponents', {}, [['sagemaker:ListTrialComponents', arn('experiment-trial-component/*')]]],
  ['sagemaker', 'CreateAutoMLJobV2', { AutoMLJobName: 'x' }, [['sagemaker:CreateAutoMLJobV2', arn('automl-job/x')]]],
  [
    'sagemaker',
    'CreateHyperParameterTuningJob',
    { HyperParameterTuningJobName: 'h' },
    [['sagemaker:CreateHyperParameterTuningJob', arn('hyper-parameter-tuning-job/h')]],
  ],
  ['sagemaker', 'DescribeModelPackage', { ModelPackageName: FOREIGN }, [['sagemaker:DescribeModelPackage', FOREIGN]]],
  ['sagemaker', 'UpdateModelPackage', { ModelPackageArn: FOREIGN }, [['sagemaker:UpdateModelPackage', FOREIGN]]],
  [
    'sagemaker',
    'CreateModelPackage',
    { ModelPackageGroupName: 'fraud' },
    [['sagemaker:CreateModelPackage', arn('model-package/fraud/*')]],
  ],
  [
    'sagemaker',
    'ListModelPackages',
    { ModelPackageGroupName: 'fraud' },
    [['sagemaker:ListModelPackages', arn('model-package-group/fraud')]],
  ],
  [
    'sagemaker',
    'PutModelPackageGroupPolicy',
    { ModelPackageGroupName: 'fraud' },
    [['sagemaker:PutModelPackageGroupPolicy', arn('model-package-group/fraud')]],
  ],
  [
    'sagemaker',
    'UpdateEndpointWeightsAndCapacities',
    { EndpointName: 'e' },
    [['sagemaker:UpdateEndpointWeightsAndCapacities', arn('endpoint/e')]],
  ],
  [
    'sagemaker',
    'CreateEndpoint',
    { EndpointName: 'e', EndpointConfigName: 'c' },
    [
      ['sagemaker:CreateEndpoint', arn('endpoint/e')],
      ['sagemaker:CreateEndpoint', arn('endpoint-config/c')],
    ],
  ],
  [
    'sagemaker',
    'StopPipelineExecution',
    { PipelineExecutionArn: arn('pipeline/p/execution/x') },
    [['sagemaker:StopPipelineExecution', arn('pipeline/p/execution/x')]],
  ],
  [
    'sagemaker',
    'StartPipelineExecution',
    { PipelineName: 'p' },
    [['sagemaker:StartPipelineExecution', arn('pipeline/p')]],
  ],
  ['sagemaker', 'AddTags', { ResourceArn: arn('model/m') }, [['sagemaker:AddTags', arn('model/m')]]],
  ['sagemaker', 'Search', { Resource: 'TrainingJob' }, [['sagemaker:Search', '*']]],
  ['sagemaker-runtime', 'InvokeEndpoint', { EndpointName: 'e' }, [['sagemaker:InvokeEndpoint', arn('endpoint/e')]]],
  [
    'sagemaker-featurestore-runtime',
    'GetRecord',
    { FeatureGroupName: 'f' },
    [['sagemaker:GetRecord', arn('feature-group/f')]],
  ],
  ['s3', 'GetObject', { Bucket: 'b', Key: 'k/x' }, [['s3:GetObject', 'arn:aws:s3:::b/k/x']]],
  ['s3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }, [['s3:GetObjectVersion', 'arn:aws:s3:::b/k']]],
  ['s3', 'HeadBucket', { Bucket: 'b' }, [['s3:ListBucket', 'arn:aws:s3:::b']]],
  ['s3', 'ListBuckets', {}, [['s3:ListAllMyBuckets', '*']]],
  [
    's3',
    'CopyObject',
    { Bucket: 'b', Key: 'k', CopySource: '/c/d%20e?versionId=null' },
    [
      ['s3:PutObject', 'arn:aws:s3:::b/k'],
      ['s3:GetObject', 'arn:aws:s3:::c/d e'],
    ],
  ],
  [
    's3',
    'DeleteObjects',
    { Bucket: 'b', Delete: { Objects: [{ Key: 'x' }, { Key: 'y' }] } },
    [
      ['s3:DeleteObject', 'arn:aws:s3:::b/x'],
      ['s3:DeleteObject', 'arn:aws:s3:::b/y'],
    ],
  ],
  [
    's3',
    'PutObject',
    { Bucket: 'b', Key: 'k', Tagging: 'a=b' },
    [
      ['s3:PutObject', 'arn:aws:s3:::b/k'],
      ['s3:PutObjectTagging', 'arn:aws:s3:::b/k'],
    ],
  ],
  ['iam', 'GetRole', { RoleName: 'r' }, [['iam:GetRole', iam('role/r')]]],
  ['iam', 'AttachUserPolicy', { UserName: 'u', PolicyArn: iam('policy/p') }, [['iam:AttachUserPolicy', iam('user/u')]]],
  ['iam', 'CreateUser', { UserName: 'u', Path: '/team/' }, [['iam:CreateUser', iam('user/team/u')]]],
  ['iam', 'CreateRole', { RoleName: 'r' }, [['iam:CreateRole', iam('role/r')]]],
  ['iam', 'CreateRole', { RoleName: 'r', Path: '/a/b/' }, [['iam:CreateRole', iam('role/a/b/r')]]],
  ['iam', 'CreateGroup', { GroupName: 'g', Path: '/' }, [['iam:CreateGroup', iam('group/g')]]],
  ['iam', 'CreatePolicy', { PolicyName: 'p', Path: '/team/' }, [['iam:CreatePolicy', iam('policy/team/p')]]],
  ['iam', 'CreateAccessKey', { UserName: 'u', Path: '/team/' }, [['iam:CreateAccessKey', iam('user/u')]]],
  ['iam', 'ListUsers', {}, [['iam:ListUsers', '*']]],
  ['iam', 'GetUser', {}, [['iam:GetUser', 'caller']]],
  ['sts', 'GetCallerIdentity', {}, []],
  [
    'logs',
    'GetLogEvents',
    { logGroupName: '/aws/sagemaker/TrainingJobs', logStreamName: 's' },
    [['logs:GetLogEvents', 'arn:aws:logs:us-west-2:123456789012:log-group:/aws/sagemaker/TrainingJobs:log-stream:s']],
  ],
];

describe('the actions of a call', () => {
  it.each(CASES)('of %s %s on %j', (service, operation, input, expected) => {
    const actions = actionsOf(service, operation)(input, SCOPE);
    expect(actions.map(({ action, resource }) => [action, resource])).toEqual(expected);
  });

  it('are at least one for everything that SageMaker can do', () => {
    for (const operation of Object.keys(serviceModel('sagemaker').operations)) {
      const [first] = actionsOf('sagemaker', operation)({}, SCOPE);
      expect(first?.action).toBe(`sagemaker:${operation}`);
      expect(first?.resource).toMatch(/^(?:\*|arn:aws:sagemaker:us-west-2:123456789012:[a-z0-9-]+\/\*)$/);
    }
  });
});
