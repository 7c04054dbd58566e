import { validationException } from '../../../api/errors.ts';
import type { Filter, NestedFilters, SearchExpression } from '../../../api/generated/sagemaker-types.ts';
import { findListPath, findProperty } from '../properties/find-property.ts';
import type { SearchedType } from '../searched-types.ts';
import type { Condition, SameElement } from './condition.ts';
import { checkLimits } from './expression-limits.ts';
import { readFilter } from './read-filter.ts';

/** What the expression asks of a resource; undefined when it asks nothing. Throws ValidationException. */
export function readExpression(type: SearchedType, expression: SearchExpression | undefined): Condition | undefined {
  if (!expression) return undefined;
  checkLimits(type, expression);
  return read(type, expression);
}

function read(type: SearchedType, expression: SearchExpression): Condition | undefined {
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator = 'And' } = expression;
  const of: Condition[] = [
    ...Filters.map((filter) => readFilter(findProperty(type, filter.Name), filter)),
    ...NestedFilters.map((nested) => readNested(type, nested)),
    ...SubExpressions.flatMap((part) => read(type, part) ?? []),
  ];
  if (of.length === 0) return undefined;
  return of.length === 1 ? of[0] : { kind: Operator === 'Or' ? 'any' : 'all', of };
}

/** Names of nested filters begin with that of the list. */
function readNested(type: SearchedType, { NestedPropertyName, Filters }: NestedFilters): SameElement {
  const listPath = findListPath(type, NestedPropertyName);
  const of = Filters.map((filter: Filter) => {
    const property = findProperty(type, filter.Name);
    if (!property.path.startsWith(`${listPath}.`)) {
      throw validationException(`The property ${filter.Name} is not nested in ${NestedPropertyName}.`);
    }
    return readFilter(property, filter);
  });
  return { kind: 'same-element', listPath, of };
}
