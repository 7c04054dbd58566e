import type { TrialComponentMetricSummary } from '../../../api/generated/sagemaker-types.ts';

/** The numbers of a trial component's metric that can be searched by, as `Metrics.<name>.<statistic>`. */
export const STATISTICS = [
  'Max',
  'Min',
  'Last',
  'Count',
  'Avg',
  'StdDev',
] as const satisfies readonly (keyof TrialComponentMetricSummary)[];

/** What `Metrics.<name>` alone means. */
export const DEFAULT_STATISTIC = 'Last';
