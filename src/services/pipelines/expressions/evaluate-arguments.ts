import { type ServiceModel, serviceModel } from '../../../api/model.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { isObject } from '../definition/definition-error.ts';
import { type EvaluationScope, evaluateScalar, renderScalar } from './evaluate.ts';
import { looksLikeExpression } from './expression.ts';

/**
 * A step's arguments with a value in the place of every expression. Where the API wants a string, a number or boolean
 * becomes one: hyperparameters and environments take parameters of any type. Members that are null are left out.
 */
export async function evaluateArguments(
  inputShape: string | undefined,
  value: JsonObject,
  scope: EvaluationScope,
): Promise<JsonObject> {
  const evaluated = await evaluateIn(serviceModel('sagemaker'), inputShape, value, scope);
  return isObject(evaluated) ? evaluated : {};
}

async function evaluateIn(
  model: ServiceModel,
  shapeName: string | undefined,
  value: JsonValue,
  scope: EvaluationScope,
): Promise<JsonValue> {
  const shape = shapeName === undefined ? undefined : model.shapes[shapeName];
  if (looksLikeExpression(value) && shape?.type !== 'map') {
    const scalar = await evaluateScalar(value, scope);
    return shape?.type === 'string' ? renderScalar(scalar) : scalar;
  }
  if (Array.isArray(value)) {
    const elements: JsonValue[] = [];
    for (const element of value) elements.push(await evaluateIn(model, shape?.member?.shape, element, scope));
    return elements;
  }
  if (!isObject(value)) return value;
  const members: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const memberShape = shape?.type === 'map' ? shape.value?.shape : shape?.members?.[name]?.shape;
    if (member !== null) members.push([name, await evaluateIn(model, memberShape, member, scope)]);
  }
  // Not by assignment: a key of users may be `__proto__`.
  return Object.fromEntries(members);
}
