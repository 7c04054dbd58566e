import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { TemplateError } from './template-error.ts';

/** A function of a template with what it was given: an object of one member whose name is a function's. */
export interface FunctionCall {
  readonly name: string;
  readonly argument: JsonValue;
}

export const FUNCTIONS = [
  ...(['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Split', 'Fn::Select', 'Fn::FindInMap', 'Fn::Base64'] as const),
  ...(['Fn::If', 'Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not', 'Condition'] as const),
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** Functions that give true or false, and stand where conditions are. */
export const CONDITION_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not', 'Condition'],
]);

/**
 * The call that an object is, undefined when it is no call. `Condition` is one only where conditions are: elsewhere it is
 * a word of policies. Throws TemplateError for a function that CloudFormation may know and we don't.
 */
export function functionCall(value: JsonObject, amongConditions: boolean): FunctionCall | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined) return undefined;
  const isOne = name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && amongConditions);
  if (!isOne || others.length > 0) {
    const stray = others.find((other) => other.startsWith('Fn::'));
    if (!name.startsWith('Fn::') && stray === undefined) return undefined;
    throw new TemplateError(`Template error: ${stray ?? name} must be the only member of its object.`);
  }
  if (!(FUNCTIONS as readonly string[]).includes(name)) {
    throw new TemplateError(`Template error: ${name} is not supported. Supported are ${FUNCTIONS.join(', ')}.`);
  }
  return { name, argument: value[name] ?? null };
}

/** Parts of a `Fn::Sub` text: plain text, or what stands in `${…}`. `${!Name}` is the plain text `${Name}`. */
export type SubPart = { readonly text: string } | { readonly name: string };

export function subParts(text: string): SubPart[] {
  const parts: SubPart[] = [];
  let last = 0;
  for (const match of text.matchAll(/\$\{(!?)([^{}$]*)\}/g)) {
    const [whole, literal, name = ''] = match;
    parts.push({ text: text.slice(last, match.index) });
    if (literal) parts.push({ text: `\${${name}}` });
    else parts.push({ name: name.trim() });
    last = match.index + whole.length;
  }
  parts.push({ text: text.slice(last) });
  return parts.filter((part) => !('text' in part) || part.text !== '');
}

/** Logical id and attribute of `Fn::GetAtt`, which takes `"a.b"` or `["a", "b"]`. */
export function attributeOf(argument: JsonValue): { readonly logicalId: string; readonly attribute: JsonValue } {
  const list = typeof argument === 'string' ? splitOnce(argument) : argument;
  const [logicalId, attribute] = Array.isArray(list) ? list : [];
  if (!Array.isArray(list) || list.length !== 2 || typeof logicalId !== 'string' || attribute === undefined) {
    throw new TemplateError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  }
  return { logicalId, attribute };
}

/** `a.b.c` is the attribute `b.c` of `a`. */
export function splitOnce(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

/** Text and values of `Fn::Sub`. */
export function substitution(argument: JsonValue): { readonly text: string; readonly values: JsonObject } {
  const [text, values = {}, ...others] = Array.isArray(argument) ? argument : [argument];
  const isMap = typeof values === 'object' && values !== null && !Array.isArray(values);
  if (typeof text !== 'string' || !isMap || others.length > 0) {
    throw new TemplateError(
      'Template error: One or more Fn::Sub intrinsic functions do not specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string',
    );
  }
  return { text, values };
}

/** The list that a function takes. */
export function argumentList(name: string, argument: JsonValue, least: number, most: number): JsonValue[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  const count = least === most ? `${least}` : `${least} to ${most}`;
  throw new TemplateError(`Template error: every ${name} object requires a list of ${count} parameters.`);
}
