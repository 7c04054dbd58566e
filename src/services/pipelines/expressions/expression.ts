import type { JsonObject, JsonValue } from '../../../base/json.ts';
import {
  expectArray,
  expectObject,
  expectOnly,
  expectString,
  isObject,
  unableToParse,
} from '../definition/definition-error.ts';
import { type PathPart, parsePath } from './property-path.ts';

/** What stands in for a scalar in a definition. Operands inside are literals or expressions again. */
export type Expression =
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'execution'; readonly variable: ExecutionVariable }
  | { readonly kind: 'property'; readonly step: string; readonly path: readonly PathPart[]; readonly text: string }
  | { readonly kind: 'property-file'; readonly step: string; readonly file: string }
  | { readonly kind: 'join'; readonly on: string; readonly values: readonly JsonValue[] }
  | {
      readonly kind: 'json-get';
      readonly source: JsonSource;
      readonly path: readonly PathPart[];
      readonly text: string;
    };

type JsonSource =
  | { readonly kind: 'property-file'; readonly step: string; readonly file: string }
  | { readonly kind: 's3-uri'; readonly uri: JsonValue };

const EXECUTION_VARIABLES = [
  'StartDateTime',
  'CurrentDateTime',
  'PipelineName',
  'PipelineArn',
  'PipelineExecutionId',
  'PipelineExecutionArn',
  'TrainingJobName',
  'ProcessingJobName',
] as const;
export type ExecutionVariable = (typeof EXECUTION_VARIABLES)[number];

const FORMS = ['Get', 'Std:Join', 'Std:JsonGet'];

/** An object that has nothing but one of the three forms. */
export function looksLikeExpression(value: JsonValue): value is JsonObject {
  if (!isObject(value)) return false;
  const [key = '', ...others] = Object.keys(value);
  return others.length === 0 && FORMS.includes(key);
}

/** A scalar, or an expression that stands for one. */
export function expectOperand(value: JsonValue | undefined, at: string): JsonValue {
  if (value !== undefined && value !== null && (typeof value !== 'object' || looksLikeExpression(value))) return value;
  throw unableToParse(`Expecting a Json scalar or an expression. At ${at}.`);
}

/** Reads an expression; undefined when the value is a literal. Throws for a malformed one. */
export function parseExpression(value: JsonValue, at: string): Expression | undefined {
  if (!looksLikeExpression(value)) return undefined;
  if (value['Get'] !== undefined) return parseReference(expectString(value['Get'], at), at);
  if (value['Std:Join'] !== undefined) return parseJoin(expectObject(value['Std:Join'], at), at);
  return parseJsonGet(expectObject(value['Std:JsonGet'], at), at);
}

function parseReference(text: string, at: string): Expression {
  const match = /^(Parameters|Execution|Steps)\.([A-Za-z0-9_-]+)(?:\.(.+))?$/s.exec(text);
  const [, root, name = '', rest] = match ?? [];
  if (root === 'Parameters' && rest === undefined) return { kind: 'parameter', name };
  if (root === 'Execution' && rest === undefined) {
    const variable = EXECUTION_VARIABLES.find((known) => known === name);
    if (variable) return { kind: 'execution', variable };
  }
  if (root === 'Steps' && rest !== undefined) {
    const path = parsePath(rest);
    if (path?.[0] === 'PropertyFiles' && path.length === 2) {
      return { kind: 'property-file', step: name, file: String(path[1]) };
    }
    if (path) return { kind: 'property', step: name, path, text };
  }
  throw unableToParse(`Invalid reference '${text}'. At ${at}.`);
}

function parseJoin(join: JsonObject, at: string): Expression {
  expectOnly(join, ['On', 'Values'], at);
  const on = join['On'] === undefined ? '' : expectString(join['On'], at);
  const values = expectArray(join['Values'], at);
  return { kind: 'join', on, values: values.map((value) => expectOperand(value, at)) };
}

function parseJsonGet(jsonGet: JsonObject, at: string): Expression {
  expectOnly(jsonGet, ['PropertyFile', 'S3Uri', 'Path'], at);
  const text = expectString(jsonGet['Path'], at);
  const path = parsePath(text);
  if (!path) throw unableToParse(`Invalid Path '${text}' in Std:JsonGet. At ${at}.`);
  return { kind: 'json-get', source: parseSource(jsonGet, at), path, text };
}

function parseSource(jsonGet: JsonObject, at: string): JsonSource {
  const { PropertyFile: file, S3Uri: uri } = jsonGet;
  if ((file === undefined) === (uri === undefined)) {
    throw unableToParse(`Std:JsonGet needs either PropertyFile or S3Uri. At ${at}.`);
  }
  if (uri !== undefined) return { kind: 's3-uri', uri: expectOperand(uri, at) };
  const reference = file === undefined ? undefined : parseExpression(file, at);
  if (reference?.kind !== 'property-file') {
    throw unableToParse(`PropertyFile of Std:JsonGet must refer to Steps.<step>.PropertyFiles.<name>. At ${at}.`);
  }
  return reference;
}
