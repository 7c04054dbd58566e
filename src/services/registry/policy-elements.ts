import { validationException } from '../../api/errors.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';

/** What every check of a resource policy throws. */
export const malformedPolicy = (why: string) => validationException(`Invalid resource policy: ${why}`);

/** Policies write one value as it is and several as a list. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The one or more strings of an element. Throws ValidationException. */
export function textsOf(value: JsonValue | undefined, element: string): readonly string[] {
  const list = listOf(value);
  const isText = (one: JsonValue): one is string => typeof one === 'string';
  if (list.length === 0 || !list.every(isText)) {
    throw malformedPolicy(`${element} must be a string or a list of strings.`);
  }
  return list;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses elements that are not known there: a misspelt one would silently not count. */
export function checkElements(object: JsonObject, known: ReadonlySet<string>, where: string): void {
  const foreign = Object.keys(object).find((name) => !known.has(name));
  if (foreign !== undefined) throw malformedPolicy(`${where} can't have the element ${foreign}.`);
}

/** Name and value of the one of these elements that is there. Throws ValidationException for none or several. */
export function exactlyOne<Name extends string>(object: JsonObject, ...names: readonly Name[]): [Name, JsonValue] {
  const [first, ...more] = names.flatMap((name): [Name, JsonValue][] => {
    const value = object[name];
    return value === undefined ? [] : [[name, value]];
  });
  if (!first || more.length > 0) throw malformedPolicy(`a Statement must have either ${names.join(' or ')}.`);
  return first;
}
