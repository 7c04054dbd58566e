import { validationException } from '../../../api/errors.ts';
import type { Filter } from '../../../api/generated/sagemaker-types.ts';
import { readNumber } from '../properties/flatten-record.ts';
import { type Property, PropertyType } from '../properties/property.ts';
import { numberKey, textValue } from '../properties/value-key.ts';
import type { KeyRange } from './condition.ts';

/** The value of a filter: the keys that are equal to it. */
export interface FilterValue {
  readonly equal: readonly KeyRange[];
  /** The range of numbers (or times) among them, which others are compared with. Undefined for text. */
  readonly number: KeyRange | undefined;
}

/** Reads the value as the property's type asks. Throws ValidationException for one that cannot be of that type. */
export function readFilterValue(property: Property, filter: Filter, value: string): FilterValue {
  switch (property.type) {
    case PropertyType.Text:
      return { equal: [textPoint(value)], number: undefined };
    case PropertyType.Boolean:
      return { equal: [booleanPoint(filter, value)], number: undefined };
    case PropertyType.Time:
      return numeric(
        point(numberKey(readTime(value) ?? fail(filter, value, 'a timestamp such as 2026-01-31T10:00:00'))),
      );
    case PropertyType.Number:
      return numeric(point(numberKey(readNumber(value) ?? fail(filter, value, 'a number'))));
    case PropertyType.Either:
      return either(property, value);
  }
}

const numeric = (number: KeyRange): FilterValue => ({ equal: [number], number });
const point = (key: string): KeyRange => ({ from: key, fromOpen: false, to: key, toOpen: false });
const textPoint = (value: string) => point(textValue(value).key);

/** What reads as a number is equal to numbers, and to a text that is the same letter by letter. */
function either(property: Property, value: string): FilterValue {
  const number = readNumber(value);
  if (number === undefined) return { equal: [textPoint(value)], number: undefined };
  const cutsDecimals = property.path.startsWith('HyperParameters.') && /^[+-]?\d+$/.test(value);
  const range = cutsDecimals ? cutTo(number) : point(numberKey(number));
  return { equal: [range, textPoint(value)], number: range };
}

/**
 * The numbers that are `integer` once their decimals are cut off. SageMaker compares hyperparameters so when the value
 * of the filter is an integer (API page of Filter): a rate of 0.5 equals 0, and is not greater than 0.
 */
function cutTo(integer: number): KeyRange {
  return {
    from: numberKey(integer > 0 ? integer : integer - 1),
    fromOpen: integer <= 0,
    to: numberKey(integer < 0 ? integer : integer + 1),
    toOpen: integer >= 0,
  };
}

function booleanPoint(filter: Filter, value: string): KeyRange {
  const text = value.toLowerCase();
  if (text !== 'true' && text !== 'false') return fail(filter, value, 'true or false');
  return textPoint(text);
}

/** Epoch seconds of `YYYY-mm-ddTHH:MM:SS`, in UTC unless it says otherwise, of a date alone, or of epoch seconds. */
function readTime(value: string): number | undefined {
  const [, date, time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(value) ?? [];
  if (date === undefined) return readNumber(value);
  const ms = Date.parse(`${date}${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

function fail(filter: Filter, value: string, expected: string): never {
  throw validationException(`The value ${value} of the property ${filter.Name} is not valid. Expected ${expected}.`);
}
