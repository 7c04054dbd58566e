import { validationException } from '../../../api/errors.ts';
import type { Filter, Operator } from '../../../api/generated/sagemaker-types.ts';
import { type Property, PropertyType } from '../properties/property.ts';
import { NUMBER_KEYS, storable, TEXT_KEYS } from '../properties/value-key.ts';
import type { KeyRange, Negation, ValueTest } from './condition.ts';
import { type FilterValue, readFilterValue } from './filter-value.ts';

/** What a filter on a property asks of a resource. Throws ValidationException for a value or operator that does not fit. */
export function readFilter(property: Property, filter: Filter): ValueTest | Negation {
  const operator = filter.Operator ?? 'Equals';
  if (operator === 'Exists' || operator === 'NotExists') {
    if (filter.Value !== undefined) {
      throw validationException(`The operator ${operator} on the property ${filter.Name} does not take a value.`);
    }
    const exists = testOf(property, [anyValue(property)]);
    return operator === 'Exists' ? exists : { kind: 'not', of: exists };
  }
  if (filter.Value === undefined) {
    throw validationException(`The operator ${operator} on the property ${filter.Name} requires a value.`);
  }
  if (operator === 'Contains') return contains(property, filter, filter.Value);
  if (operator === 'In') return isIn(property, filter, filter.Value);
  const value = readFilterValue(property, filter, filter.Value);
  if (operator === 'Equals') return testOf(property, value.equal);
  if (operator === 'NotEquals') return { kind: 'not', of: testOf(property, value.equal) };
  return testOf(property, [comparison(operator, filter, value)]);
}

const testOf = ({ path, isList }: Property, ranges: readonly KeyRange[]): ValueTest => ({
  kind: 'test',
  path,
  isList,
  ranges,
});

const between = (from: string, to: string): KeyRange => ({ from, fromOpen: false, to, toOpen: true });

/** Every value that the property can have. A parameter may be a number in one resource and a text in another. */
function anyValue({ type }: Property): KeyRange {
  const isNumber = type === PropertyType.Number || type === PropertyType.Time;
  const isText = type === PropertyType.Text || type === PropertyType.Boolean;
  return between(isText ? TEXT_KEYS.from : NUMBER_KEYS.from, isNumber ? NUMBER_KEYS.to : TEXT_KEYS.to);
}

function comparison(operator: Operator, filter: Filter, { number }: FilterValue): KeyRange {
  if (!number) {
    throw validationException(`The operator ${operator} is not supported for the text property ${filter.Name}.`);
  }
  switch (operator) {
    case 'GreaterThan':
      return { from: number.to, fromOpen: !number.toOpen, to: NUMBER_KEYS.to, toOpen: true };
    case 'GreaterThanOrEqualTo':
      return { ...number, to: NUMBER_KEYS.to, toOpen: true };
    case 'LessThan':
      return { from: NUMBER_KEYS.from, fromOpen: false, to: number.from, toOpen: !number.fromOpen };
    case 'LessThanOrEqualTo':
      return { ...number, from: NUMBER_KEYS.from, fromOpen: false };
    default:
      throw validationException(`The operator ${operator} is not supported.`);
  }
}

function contains(property: Property, filter: Filter, value: string): ValueTest {
  mustBeText(property, filter);
  return { ...testOf(property, [anyValue(property)]), contains: storable(value) };
}

/** One of several texts, told apart by commas. */
function isIn(property: Property, filter: Filter, value: string): ValueTest {
  mustBeText(property, filter);
  const values = new Set(value.split(',').map((one) => one.trim()));
  return testOf(
    property,
    [...values].flatMap((one) => readFilterValue(property, filter, one).equal),
  );
}

function mustBeText({ type }: Property, { Name, Operator }: Filter): void {
  if (type === PropertyType.Text || type === PropertyType.Either) return;
  throw validationException(`The operator ${Operator} is only supported for text properties, and ${Name} is not one.`);
}
