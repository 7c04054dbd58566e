import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateModel: {
      honoured: ['ModelName', 'PrimaryContainer', 'ExecutionRoleArn', 'Tags'],
      stored: {
        VpcConfig: 'Jobs use the network of the machine, or none.',
        InferenceExecutionConfig: 'Endpoints host one container.',
        Containers: 'Kept; a model of several is refused when it is to be hosted.',
        EnableNetworkIsolation: 'Kept; a model that is to be isolated is refused when it is to be hosted.',
        'PrimaryContainer.ImageConfig': 'Images are not pulled.',
      },
      refused: {
        'PrimaryContainer.AdditionalModelDataSources': 'A container has one model.',
        'PrimaryContainer.InferenceSpecificationName': 'A package is deployed by its first specification.',
        'PrimaryContainer.MultiModelConfig': 'Multi-model endpoints are not built.',
      },
      set: ['ModelArn'],
    },
    DeleteModel: {
      honoured: ['ModelName'],
    },
    DescribeModel: {
      honoured: ['ModelName'],
      set: [
        'ModelName',
        'PrimaryContainer',
        'Containers',
        'InferenceExecutionConfig',
        'ExecutionRoleArn',
        'VpcConfig',
        'CreationTime',
        'ModelArn',
        'EnableNetworkIsolation',
      ],
      never: { DeploymentRecommendation: 'The inference recommender, which reads it, is not built.' },
    },
    ListModels: {
      honoured: [
        'SortBy',
        'SortOrder',
        'NextToken',
        'MaxResults',
        'NameContains',
        'CreationTimeBefore',
        'CreationTimeAfter',
      ],
      set: ['Models', 'NextToken'],
    },
  },
};
