import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { type Environment, type Evaluated, NO_VALUE } from './environment.ts';
import {
  argumentList,
  attributeOf,
  type FunctionName,
  functionCall,
  splitOnce,
  subParts,
  substitution,
} from './functions.ts';
import { isObject } from './parse-template.ts';
import { TemplateError } from './template-error.ts';

/** Characters of one text. Functions that repeat a text inside of each other could make it grow without end. */
const TEXT_MAX = 1024 * 1024;

type Evaluate = (argument: JsonValue, environment: Environment) => Evaluated;

/** The value with its functions worked out. Members and items without a value are left out. */
export function evaluate(value: JsonValue, environment: Environment): Evaluated {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, environment)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const call = functionCall(value, false);
  if (call) return EVALUATORS[call.name as FunctionName](call.argument, environment);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, evaluate(member, environment)] as const)
      .filter((entry): entry is [string, JsonValue] => entry[1] !== NO_VALUE),
  );
}

/** As `evaluate`, for what must be an object, such as the properties of a resource. */
export function evaluateObject(value: JsonObject, environment: Environment): JsonObject {
  const evaluated = evaluate(value, environment);
  if (evaluated === NO_VALUE || !isObject(evaluated)) throw new TemplateError('Template error: an object is expected.');
  return evaluated;
}

/** Every condition of a template. They may refer to each other; `checkTemplate` has refused circles. */
export function evaluateConditions(
  conditions: ReadonlyMap<string, JsonValue>,
  environment: Omit<Environment, 'conditions'>,
): Map<string, boolean> {
  const known = new Map<string, boolean>();
  const complete = { ...environment, conditions: known };
  const settle = (name: string): boolean => {
    const found = known.get(name);
    if (found !== undefined) return found;
    for (const other of conditionNames(conditions.get(name) ?? null)) settle(other);
    const value = evaluateCondition(conditions.get(name) ?? null, complete);
    known.set(name, value);
    return value;
  };
  for (const name of conditions.keys()) settle(name);
  return known;
}

/** Conditions that a condition refers to. */
export function conditionNames(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(conditionNames);
  const call = functionCall(value, true);
  if (call?.name === 'Condition') return [String(call.argument)];
  return Object.values(value).flatMap(conditionNames);
}

function evaluateCondition(value: JsonValue, environment: Environment): boolean {
  const call = isObject(value) ? functionCall(value, true) : undefined;
  const result = call && EVALUATORS[call.name as FunctionName](call.argument, environment);
  if (typeof result === 'boolean') return result;
  throw new TemplateError(
    'Template error: a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition.',
  );
}

const EVALUATORS: Readonly<Record<FunctionName, Evaluate>> = {
  Ref: (argument, environment) => named(argument, 'Ref', environment),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Split': (argument, environment) => {
    const [separator = null, text = null] = argumentList('Fn::Split', argument, 2, 2);
    return textOf(text, 'Fn::Split', environment).split(textOf(separator, 'Fn::Split', environment));
  },
  'Fn::Select': select,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, environment) => Buffer.from(textOf(argument, 'Fn::Base64', environment)).toString('base64'),
  'Fn::If': (argument, environment) => {
    const [condition = null, whenTrue = null, whenFalse = null] = argumentList('Fn::If', argument, 3, 3);
    return evaluate(conditionOf(condition, environment) ? whenTrue : whenFalse, environment);
  },
  'Fn::Equals': (argument, environment) => {
    const [left, right] = argumentList('Fn::Equals', argument, 2, 2).map((one) => evaluate(one, environment));
    return comparable(left) === comparable(right);
  },
  'Fn::And': (argument, environment) =>
    argumentList('Fn::And', argument, 2, 10).every((one) => evaluateCondition(one, environment)),
  'Fn::Or': (argument, environment) =>
    argumentList('Fn::Or', argument, 2, 10).some((one) => evaluateCondition(one, environment)),
  'Fn::Not': (argument, environment) =>
    !argumentList('Fn::Not', argument, 1, 1).every((one) => evaluateCondition(one, environment)),
  Condition: conditionOf,
};

/** Numbers and their texts are equal, as they are to CloudFormation. */
const comparable = (value: Evaluated | undefined) =>
  typeof value === 'object' ? JSON.stringify(value) : value === undefined || value === NO_VALUE ? value : String(value);

function conditionOf(name: JsonValue, { conditions }: Environment): boolean {
  const value = typeof name === 'string' ? conditions.get(name) : undefined;
  if (value === undefined) throw new TemplateError(`Template error: unresolved condition dependency ${String(name)}.`);
  return value;
}

function named(name: JsonValue, where: string, environment: Environment): Evaluated {
  if (typeof name !== 'string') throw new TemplateError(`Template error: ${where} must be given a name.`);
  const value = environment.values.get(name) ?? environment.reference(name);
  if (value === undefined) throw new TemplateError(`Template error: ${where} refers to ${name}, which is not there.`);
  return value;
}

function getAttribute(argument: JsonValue, environment: Environment): JsonValue {
  const { logicalId, attribute } = attributeOf(argument);
  return attributeNamed(logicalId, textOf(attribute, 'Fn::GetAtt', environment), environment);
}

function attributeNamed(logicalId: string, attribute: string, environment: Environment): JsonValue {
  const value = environment.attribute(logicalId, attribute);
  if (value !== undefined) return value;
  throw new TemplateError(`Template error: the resource ${logicalId} has no attribute ${attribute}.`);
}

function substitute(argument: JsonValue, environment: Environment): string {
  const { text, values } = substitution(argument);
  // Each is worked out once, however often it stands in the text: else nesting would multiply the work.
  const known = new Map<string, string>();
  let result = '';
  for (const part of subParts(text)) {
    if ('text' in part) result += part.text;
    else {
      const value = known.get(part.name) ?? substituted(part.name, values, environment);
      known.set(part.name, value);
      result += value;
    }
    checkLength(result.length);
  }
  return spend(result, environment);
}

function substituted(name: string, values: JsonObject, environment: Environment): string {
  if (Object.hasOwn(values, name)) return textOf(values[name] ?? null, 'Fn::Sub', environment);
  const [logicalId = '', attribute] = splitOnce(name);
  const value =
    attribute === undefined
      ? named(logicalId, 'Fn::Sub', environment)
      : attributeNamed(logicalId, attribute, environment);
  return asText(value, 'Fn::Sub');
}

function join(argument: JsonValue, environment: Environment): string {
  const [separator, list = null] = argumentList('Fn::Join', argument, 2, 2);
  if (typeof separator !== 'string')
    throw new TemplateError('Template error: the delimiter of Fn::Join must be a string.');
  const texts = listOf(list, 'Fn::Join', environment).map((item) => asText(item, 'Fn::Join'));
  checkLength(texts.reduce((length, text) => length + text.length + separator.length, 0));
  return spend(texts.join(separator), environment);
}

function select(argument: JsonValue, environment: Environment): JsonValue {
  const [index = null, list = null] = argumentList('Fn::Select', argument, 2, 2);
  const position = textOf(index, 'Fn::Select', environment);
  const item = /^\d+$/.test(position) ? listOf(list, 'Fn::Select', environment)[Number(position)] : undefined;
  if (item !== undefined) return item;
  throw new TemplateError(`Template error: Fn::Select cannot select nonexistent value at index ${position}`);
}

function findInMap(argument: JsonValue, environment: Environment): JsonValue {
  const keys = argumentList('Fn::FindInMap', argument, 3, 3).map((key) => textOf(key, 'Fn::FindInMap', environment));
  let found: JsonValue | undefined = environment.mappings;
  for (const key of keys)
    found = found !== undefined && isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  if (found !== undefined) return found;
  throw new TemplateError(`Template error: Unable to get mapping for ${keys.join('::')}`);
}

function listOf(value: JsonValue, where: string, environment: Environment): JsonValue[] {
  const list = evaluate(value, environment);
  if (Array.isArray(list)) return list;
  throw new TemplateError(`Template error: ${where} must be given a list.`);
}

const textOf = (value: JsonValue, where: string, environment: Environment) =>
  asText(evaluate(value, environment), where);

function asText(value: Evaluated, where: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`Template error: ${where} must be given a text where it has a list or an object.`);
}

function spend(text: string, { budget }: Environment): string {
  budget.left -= text.length;
  if (budget.left < 0) throw new TemplateError('Template error: the texts of a resource grow too long altogether.');
  return text;
}

function checkLength(length: number): void {
  if (length > TEXT_MAX) throw new TemplateError(`Template error: a text grows longer than ${TEXT_MAX} characters.`);
}
