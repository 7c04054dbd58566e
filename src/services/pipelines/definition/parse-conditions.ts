import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { expectOperand } from '../expressions/expression.ts';
import { expectArray, expectObject, expectOnly, unableToParse } from './definition-error.ts';
import type { ComparisonType, Condition } from './pipeline-definition.ts';

/** Conditions of one step (quotas of the developer guide). */
const CONDITIONS_MAX = 200;
/** Not and Or may hold each other; deeper than this is no honest definition. */
const NESTING_MAX = 20;

const COMPARISONS: readonly ComparisonType[] = [
  'Equals',
  'GreaterThan',
  'GreaterThanOrEqualTo',
  'LessThan',
  'LessThanOrEqualTo',
];

export function parseConditions(value: JsonValue | undefined, at: string, depth = 0): Condition[] {
  const entries = expectArray(value, at);
  if (entries.length === 0) throw unableToParse(`At least one condition is needed. At ${at}.`);
  if (entries.length > CONDITIONS_MAX) {
    throw unableToParse(`${entries.length} conditions are given; at most ${CONDITIONS_MAX} are allowed. At ${at}.`);
  }
  return entries.map((entry, index) => parseCondition(entry, `${at}[${index}]`, depth));
}

function parseCondition(entry: JsonValue | undefined, at: string, depth: number): Condition {
  if (depth > NESTING_MAX) throw unableToParse(`Conditions are nested deeper than ${NESTING_MAX} levels. At ${at}.`);
  const members = expectObject(entry, at);
  const { Type: type } = members;
  if (type === 'Not') {
    expectOnly(members, ['Type', 'Condition'], at);
    return { type, condition: parseCondition(members['Condition'], `${at}.Condition`, depth + 1) };
  }
  if (type === 'Or') {
    expectOnly(members, ['Type', 'Conditions'], at);
    return { type, conditions: parseConditions(members['Conditions'], `${at}.Conditions`, depth + 1) };
  }
  if (type === 'In') {
    expectOnly(members, ['Type', 'QueryValue', 'Values'], at);
    return { type, query: operand(members, 'QueryValue', at), values: parseValues(members['Values'], `${at}.Values`) };
  }
  const comparison = COMPARISONS.find((known) => known === type);
  if (!comparison) throw unableToParse(`Unknown condition type ${JSON.stringify(type ?? null)}. At ${at}.`);
  expectOnly(members, ['Type', 'LeftValue', 'RightValue'], at);
  return { type: comparison, left: operand(members, 'LeftValue', at), right: operand(members, 'RightValue', at) };
}

function operand(members: JsonObject, name: string, at: string): JsonValue {
  return expectOperand(members[name], `${at}.${name}`);
}

function parseValues(value: JsonValue | undefined, at: string): JsonValue[] {
  return expectArray(value, at).map((element, index) => expectOperand(element, `${at}[${index}]`));
}
