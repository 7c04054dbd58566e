import { validationException } from '../../../api/errors.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';

/** The refusal of a definition, in the words that AWS begins it with. `problem` is a whole sentence. */
export const unableToParse = (problem: string) =>
  validationException(`Unable to parse pipeline definition. ${problem}`);

/** Where in a definition something is wrong, for example `Steps['Train'].Arguments.RoleArn`. */
export type Location = string;

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** AWS names only the kind that it expected; the location is ours, so that the fault can be found. */
export function expectObject(value: JsonValue | undefined, at: Location): JsonObject {
  if (!isObject(value)) throw unableToParse(`Expecting start of Json Object. At ${at}.`);
  return value;
}

export function expectArray(value: JsonValue | undefined, at: Location): JsonValue[] {
  if (!Array.isArray(value)) throw unableToParse(`Expecting start of Json Array. At ${at}.`);
  return value;
}

export function expectString(value: JsonValue | undefined, at: Location): string {
  if (typeof value !== 'string') throw unableToParse(`Expecting a Json String. At ${at}.`);
  return value;
}

export function expectOnly(value: JsonObject, known: readonly string[], at: Location): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unableToParse(`Cannot parse object, unknown property '${unknown}'. At ${at}.`);
}
