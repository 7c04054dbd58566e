import type { JsonValue } from '../../base/json.ts';
import { isObject, listOf, malformedPolicy } from './policy-elements.ts';

/** IAM guide, "IAM JSON policy elements: Condition operators". Each but Null may end in IfExists. */
const OPERATORS = new Set([
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
]);

/** Checks a Condition: operator to key to values. Throws ValidationException. */
export function checkPolicyCondition(condition: JsonValue): void {
  if (!isObject(condition)) throw malformedPolicy('Condition must be an object.');
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isOperator(operator)) throw malformedPolicy(`${operator} is no condition operator.`);
    if (!isObject(keys)) throw malformedPolicy(`${operator} must be an object of condition keys.`);
    for (const [key, values] of Object.entries(keys)) {
      const list = listOf(values);
      if (list.length === 0 || !list.every(isValue)) {
        throw malformedPolicy(`the values of ${operator} ${key} must be strings, numbers or booleans.`);
      }
    }
  }
}

function isOperator(text: string): boolean {
  const name = text.replace(/^For(?:AllValues|AnyValue):/, '');
  return name === 'Null' || OPERATORS.has(name.replace(/IfExists$/, ''));
}

const isValue = (value: JsonValue) => ['string', 'number', 'boolean'].includes(typeof value);
