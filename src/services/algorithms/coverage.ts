import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateAlgorithm: {
      honoured: ['AlgorithmName', 'AlgorithmDescription', 'InferenceSpecification', 'Tags'],
      stored: {
        TrainingSpecification: 'Jobs name images: an algorithm is kept for its packages.',
        CertifyForMarketplace: 'There is no marketplace.',
      },
      refused: { ValidationSpecification: 'Algorithms are not validated.' },
      set: ['AlgorithmArn'],
    },
    DeleteAlgorithm: {
      honoured: ['AlgorithmName'],
    },
    DescribeAlgorithm: {
      honoured: ['AlgorithmName'],
      set: [
        'AlgorithmName',
        'AlgorithmArn',
        'AlgorithmDescription',
        'CreationTime',
        'TrainingSpecification',
        'InferenceSpecification',
        'AlgorithmStatus',
        'AlgorithmStatusDetails',
        'CertifyForMarketplace',
      ],
      never: {
        ValidationSpecification: 'Refused when an algorithm is created.',
        ProductId: 'There is no marketplace.',
      },
    },
    ListAlgorithms: {
      honoured: [
        'CreationTimeAfter',
        'CreationTimeBefore',
        'MaxResults',
        'NameContains',
        'NextToken',
        'SortBy',
        'SortOrder',
      ],
      set: ['AlgorithmSummaryList', 'NextToken'],
    },
  },
};
