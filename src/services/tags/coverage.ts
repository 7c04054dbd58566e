import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    AddTags: {
      honoured: ['ResourceArn', 'Tags'],
      set: ['Tags'],
    },
    DeleteTags: {
      honoured: ['ResourceArn', 'TagKeys'],
    },
    ListTags: {
      honoured: ['ResourceArn', 'NextToken', 'MaxResults'],
      set: ['Tags', 'NextToken'],
    },
  },
};
