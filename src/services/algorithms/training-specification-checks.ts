import { validationException } from '../../api/errors.ts';
import type { TrainingSpecification } from '../../api/generated/sagemaker-types.ts';
import { checkMetrics } from '../../jobs/request-checks.ts';
import { checkHyperParameter } from './hyper-parameter-checks.ts';

/**
 * Checks what the members of a TrainingSpecification say about each other (API reference, CreateAlgorithm and
 * HyperParameterSpecification). Throws ValidationException.
 */
export function checkTrainingSpecification(specification: TrainingSpecification): void {
  const { SupportedHyperParameters: hyperParameters = [], MetricDefinitions: metrics = [] } = specification;
  checkOnce('hyperparameter', hyperParameters);
  checkOnce('training channel', specification.TrainingChannels);
  checkOnce('metric', metrics);
  if (specification.SupportedTrainingInstanceTypes.length === 0) {
    throw validationException('SupportedTrainingInstanceTypes must name at least one instance type.');
  }
  for (const hyperParameter of hyperParameters) checkHyperParameter(hyperParameter);
  checkMetrics(metrics.map(({ Name, Regex }) => ({ name: Name, regex: Regex })));
  checkObjectives(specification);
}

/** What a tuning job could aim at must be a metric that is defined, and there must be something to tune. */
function checkObjectives(specification: TrainingSpecification): void {
  const objectives = specification.SupportedTuningJobObjectiveMetrics ?? [];
  const defined = new Set((specification.MetricDefinitions ?? []).map((metric) => metric.Name));
  const unknown = objectives.find((objective) => !defined.has(objective.MetricName));
  if (unknown) {
    throw validationException(
      `SupportedTuningJobObjectiveMetrics names the metric ${unknown.MetricName}, which is not one of MetricDefinitions.`,
    );
  }
  const isTunable = (specification.SupportedHyperParameters ?? []).some((one) => one.IsTunable);
  if (objectives.length > 0 && !isTunable) {
    throw validationException(
      'SupportedTuningJobObjectiveMetrics needs at least one tunable hyperparameter in SupportedHyperParameters.',
    );
  }
}

function checkOnce(what: string, named: readonly { readonly Name: string }[]): void {
  const seen = new Set<string>();
  for (const { Name } of named) {
    if (seen.has(Name)) throw validationException(`Duplicate ${what} name: ${Name}. The name must be unique.`);
    seen.add(Name);
  }
}
