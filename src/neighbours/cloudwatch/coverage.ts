import type { DomainCoverage } from '../../api/coverage.ts';

const ONE_ACCOUNT = 'Metrics of other accounts are not seen.';

export const coverage: DomainCoverage = {
  cloudwatch: {
    GetMetricStatistics: {
      honoured: ['Namespace', 'MetricName', 'Dimensions', 'StartTime', 'EndTime', 'Period', 'Statistics', 'Unit'],
      refused: { ExtendedStatistics: 'Percentiles are not kept.' },
      set: ['Label', 'Datapoints'],
    },
    ListMetrics: {
      honoured: ['Namespace', 'MetricName', 'Dimensions', 'NextToken'],
      ignored: {
        RecentlyActive: 'Metrics are listed as long as they have values.',
        IncludeLinkedAccounts: ONE_ACCOUNT,
        OwningAccount: ONE_ACCOUNT,
      },
      set: ['Metrics', 'NextToken'],
      never: { OwningAccounts: ONE_ACCOUNT },
    },
    PutMetricData: {
      honoured: ['Namespace', 'MetricData', 'EntityMetricData'],
      ignored: { StrictEntityValidation: 'Values belong to their metric alone.' },
    },
  },
};
