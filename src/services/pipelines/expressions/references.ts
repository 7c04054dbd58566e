import type { JsonValue } from '../../../base/json.ts';
import { isObject } from '../definition/definition-error.ts';
import type { Condition, Step } from '../definition/pipeline-definition.ts';
import { type Expression, parseExpression } from './expression.ts';

export interface FoundExpression {
  readonly expression: Expression;
  readonly at: string;
}

/** Every expression in a value, also those inside other expressions. Throws for a malformed one. */
export function* expressionsIn(value: JsonValue, at: string): Generator<FoundExpression> {
  const expression = parseExpression(value, at);
  if (expression) {
    yield { expression, at };
    for (const operand of operandsOf(expression)) yield* expressionsIn(operand, at);
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* expressionsIn(element, `${at}[${index}]`);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) yield* expressionsIn(member, `${at}.${key}`);
  }
}

/** Every expression of a step. */
export function* expressionsOf(step: Step): Generator<FoundExpression> {
  const at = `Steps['${step.name}'].Arguments`;
  for (const value of operandsOfStep(step)) yield* expressionsIn(value, at);
}

/** The steps that must have ended before this one can be evaluated: named in DependsOn, referred to, or branching to it. */
export function dependenciesOf(step: Step): Set<string> {
  const names = new Set(step.dependsOn);
  if (step.branch) names.add(step.branch.condition);
  for (const { expression } of expressionsOf(step)) {
    const referred = referredStep(expression);
    if (referred !== undefined) names.add(referred);
  }
  return names;
}

/** Undefined for expressions that look at no step. */
export function referredStep(expression: Expression): string | undefined {
  if (expression.kind === 'property' || expression.kind === 'property-file') return expression.step;
  if (expression.kind === 'json-get' && expression.source.kind === 'property-file') return expression.source.step;
  return undefined;
}

function operandsOf(expression: Expression): readonly JsonValue[] {
  if (expression.kind === 'join') return expression.values;
  if (expression.kind === 'json-get' && expression.source.kind === 's3-uri') return [expression.source.uri];
  return [];
}

function operandsOfStep(step: Step): readonly JsonValue[] {
  if (step.kind === 'job') return [step.arguments];
  if (step.kind === 'fail') return [step.errorMessage];
  return step.conditions.flatMap(operandsOfCondition);
}

function operandsOfCondition(condition: Condition): readonly JsonValue[] {
  if (condition.type === 'Not') return operandsOfCondition(condition.condition);
  if (condition.type === 'Or') return condition.conditions.flatMap(operandsOfCondition);
  if (condition.type === 'In') return [condition.query, ...condition.values];
  return [condition.left, condition.right];
}
