import type { Filter, SearchExpression } from '../../src/api/generated/sagemaker-types.ts';

/** A resource as plain lists of values by property; elements of a list of objects by the list's name. */
export interface PlainResource {
  readonly name: string;
  readonly values: Readonly<Record<string, readonly (string | number)[]>>;
  readonly lists: Readonly<Record<string, readonly PlainResource['values'][]>>;
}

/** What a search expression means, said as simply as can be: for each resource by itself, value by value. */
export function holds(resource: PlainResource, expression: SearchExpression | undefined): boolean {
  if (!expression) return true;
  const { Filters = [], NestedFilters = [], SubExpressions = [], Operator = 'And' } = expression;
  const parts = [
    ...Filters.map((filter) => filterHolds(resource.values, filter)),
    ...NestedFilters.map(({ NestedPropertyName, Filters: nested }) =>
      (resource.lists[NestedPropertyName] ?? []).some((element) => nested.every((one) => filterHolds(element, one))),
    ),
    ...SubExpressions.filter((part) => !isEmpty(part)).map((part) => holds(resource, part)),
  ];
  if (parts.length === 0) return true;
  return Operator === 'Or' ? parts.some(Boolean) : parts.every(Boolean);
}

function isEmpty({ Filters = [], NestedFilters = [], SubExpressions = [] }: SearchExpression): boolean {
  return Filters.length === 0 && NestedFilters.length === 0 && SubExpressions.every(isEmpty);
}

function filterHolds(values: PlainResource['values'], { Name, Operator = 'Equals', Value = '' }: Filter): boolean {
  const own = values[Name] ?? [];
  const number = Name.endsWith('Time') ? Date.parse(`${Value}Z`) / 1000 : Number(Value);
  const isNumber = Value.trim() !== '' && Number.isFinite(number);
  const equals = (value: string | number) =>
    typeof value === 'number' ? isNumber && value === number : value === Value;
  switch (Operator) {
    case 'Equals':
      return own.some(equals);
    case 'NotEquals':
      return !own.some(equals);
    case 'GreaterThan':
      return own.some((value) => typeof value === 'number' && value > number);
    case 'GreaterThanOrEqualTo':
      return own.some((value) => typeof value === 'number' && value >= number);
    case 'LessThan':
      return own.some((value) => typeof value === 'number' && value < number);
    case 'LessThanOrEqualTo':
      return own.some((value) => typeof value === 'number' && value <= number);
    case 'Contains':
      return own.some((value) => typeof value === 'string' && value.includes(Value));
    case 'Exists':
      return own.length > 0;
    case 'NotExists':
      return own.length === 0;
    case 'In':
      return Value.split(',').some((Value) => filterHolds(values, { Name, Operator: 'Equals', Value }));
  }
}

/** The values that resources are sorted by: the first in the order asked for; undefined where there is none. */
export function sortValue(
  { values }: PlainResource,
  sortBy: string,
  order: 'Ascending' | 'Descending',
): string | number | undefined {
  const sorted = [...(values[sortBy] ?? [])].sort(compareValues);
  return order === 'Ascending' ? sorted[0] : sorted.at(-1);
}

/** Numbers before texts, texts by their bytes. */
export function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
