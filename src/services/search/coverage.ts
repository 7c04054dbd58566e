import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  sagemaker: {
    GetSearchSuggestions: {
      honoured: ['Resource', 'SuggestionQuery'],
      set: ['PropertyNameSuggestions'],
    },
    Search: {
      honoured: ['Resource', 'SearchExpression', 'SortBy', 'SortOrder', 'NextToken', 'MaxResults'],
      refused: {
        CrossAccountFilterOption: 'Resources of other accounts are not found.',
        VisibilityConditions: 'Filters of the expression say the same.',
      },
      set: ['Results', 'NextToken'],
      never: { TotalHits: 'Counting would cost what paging saves.' },
    },
  },
};
