import { JobFailure } from '../../../base/errors.ts';
import type { JsonValue } from '../../../base/json.ts';
import type { Scalar } from '../definition/pipeline-definition.ts';
import { type ExecutionVariable, type Expression, parseExpression } from './expression.ts';
import { valueAt } from './property-path.ts';

/** What expressions look at. All of it is settled before the step that is evaluated. */
export interface EvaluationScope {
  parameter(name: string): Scalar;
  /** Undefined where the variable means nothing, for example TrainingJobName outside a training step. */
  executionVariable(variable: ExecutionVariable): string | undefined;
  /** Properties of a step that has succeeded; undefined for one that has not. */
  properties(step: string): Promise<JsonValue | undefined>;
  /** Where a property file lies. */
  propertyFileUri(step: string, file: string): Promise<string>;
  /** The JSON object at an S3 URI. Throws JobFailure when it is missing, too large or no JSON. */
  readJson(uri: string): Promise<JsonValue>;
}

const clientError = (message: string) => new JobFailure('ClientError', message);

/** The value of a scalar position: literals are themselves. Throws JobFailure for what cannot be had. */
export async function evaluateScalar(value: JsonValue, scope: EvaluationScope): Promise<Scalar> {
  const expression = parseExpression(value, 'an argument');
  if (expression) return evaluateExpression(expression, scope);
  if (isScalar(value)) return value;
  throw clientError(`Expected a string, a number or a boolean, but found ${JSON.stringify(value)?.slice(0, 200)}.`);
}

const isScalar = (value: JsonValue | undefined): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A scalar as text: booleans in lower case, strings without quotes. */
export const renderScalar = (value: Scalar): string => String(value);

async function evaluateExpression(expression: Expression, scope: EvaluationScope): Promise<Scalar> {
  switch (expression.kind) {
    case 'parameter':
      return scope.parameter(expression.name);
    case 'execution':
      return executionVariable(expression.variable, scope);
    case 'property':
      return property(expression, scope);
    case 'property-file':
      throw clientError(`The property file '${expression.file}' was used outside Std:JsonGet.`);
    case 'join':
      return join(expression, scope);
    case 'json-get':
      return jsonGet(expression, scope);
  }
}

function executionVariable(variable: ExecutionVariable, scope: EvaluationScope): string {
  const value = scope.executionVariable(variable);
  if (value === undefined) throw clientError(`Execution.${variable} has no value in this step.`);
  return value;
}

async function property(expression: Expression & { kind: 'property' }, scope: EvaluationScope): Promise<Scalar> {
  const properties = await scope.properties(expression.step);
  const value = properties === undefined ? undefined : valueAt(properties, expression.path);
  if (isScalar(value)) return value;
  const problem = value === undefined || value === null ? 'has no value' : 'is not a string, a number or a boolean';
  throw clientError(`The property '${expression.text}' ${problem}.`);
}

async function join(expression: Expression & { kind: 'join' }, scope: EvaluationScope): Promise<string> {
  const texts: string[] = [];
  for (const value of expression.values) texts.push(renderScalar(await evaluateScalar(value, scope)));
  return texts.join(expression.on);
}

async function jsonGet(expression: Expression & { kind: 'json-get' }, scope: EvaluationScope): Promise<Scalar> {
  const { source, path, text } = expression;
  const uri =
    source.kind === 'property-file'
      ? await scope.propertyFileUri(source.step, source.file)
      : renderScalar(await evaluateScalar(source.uri, scope));
  const value = valueAt(await scope.readJson(uri), path);
  if (isScalar(value)) return value;
  const problem = value === undefined ? 'does not exist' : 'is not a string, a number or a boolean';
  throw clientError(`The JSON path '${text}' ${problem} in ${uri}.`);
}
