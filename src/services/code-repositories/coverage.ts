import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateCodeRepository: {
      honoured: ['CodeRepositoryName', 'GitConfig', 'Tags'],
      stored: { 'GitConfig.SecretArn': 'Nothing is fetched from the repository.' },
      set: ['CodeRepositoryArn'],
    },
    DeleteCodeRepository: {
      honoured: ['CodeRepositoryName'],
    },
    DescribeCodeRepository: {
      honoured: ['CodeRepositoryName'],
      set: ['CodeRepositoryName', 'CodeRepositoryArn', 'CreationTime', 'LastModifiedTime', 'GitConfig'],
    },
    ListCodeRepositories: {
      honoured: [
        'CreationTimeAfter',
        'CreationTimeBefore',
        'LastModifiedTimeAfter',
        'LastModifiedTimeBefore',
        'MaxResults',
        'NameContains',
        'NextToken',
        'SortBy',
        'SortOrder',
      ],
      set: ['CodeRepositorySummaryList', 'NextToken'],
    },
    UpdateCodeRepository: {
      honoured: ['CodeRepositoryName', 'GitConfig'],
      set: ['CodeRepositoryArn'],
    },
  },
};
