import { validationException } from '../../../api/errors.ts';
import type { Filter, SearchExpression } from '../../../api/generated/sagemaker-types.ts';
import { findProperty } from '../properties/find-property.ts';
import type { SearchedType } from '../searched-types.ts';

/** Conditions of an expression with all that is in it (API page of SearchExpression). */
const CONDITIONS_MAX = 50;
/** Expressions inside of each other. */
const DEPTH_MAX = 20;

/** Properties that several filters with Contains may name; any other, one (API page of Filter). */
const CONTAINED_OFTEN: Readonly<Record<string, readonly string[]>> = {
  Experiment: ['DisplayName', 'ExperimentName', 'Tags'],
  Trial: ['DisplayName', 'TrialName', 'Tags'],
  TrialComponent: ['DisplayName', 'TrialComponentName', 'Tags', 'InputArtifacts', 'OutputArtifacts'],
};

/** Throws ValidationException for more than SageMaker takes at once. */
export function checkLimits(type: SearchedType, expression: SearchExpression): void {
  const filters = filtersOf(expression, 1);
  if (filters.length > CONDITIONS_MAX) {
    throw validationException(
      `The search expression has ${filters.length} conditions, which exceeds the limit of ${CONDITIONS_MAX}.`,
    );
  }
  const contained = new Set<string>();
  for (const filter of filters) {
    if (filter.Operator !== 'Contains') continue;
    const { path } = findProperty(type, filter.Name);
    const isOften = CONTAINED_OFTEN[type.member]?.some((often) => path === often || path.startsWith(`${often}.`));
    if (contained.has(path) && !isOften) throw validationException("'CONTAINS' operator usage limit of 1 exceeded.");
    contained.add(path);
  }
}

function filtersOf(expression: SearchExpression, depth: number): Filter[] {
  if (depth > DEPTH_MAX) {
    throw validationException(`Search expressions are nested deeper than the limit of ${DEPTH_MAX}.`);
  }
  const { Filters = [], NestedFilters = [], SubExpressions = [] } = expression;
  return [
    ...Filters,
    ...NestedFilters.flatMap((nested) => nested.Filters),
    ...SubExpressions.flatMap((part) => filtersOf(part, depth + 1)),
  ];
}
