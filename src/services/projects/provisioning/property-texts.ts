import type { JsonObject } from '../../../base/json.ts';
import { ProvisioningError } from './resource-type.ts';

/** A property that must be a text, or the other value when it is not given. */
export function textProperty(properties: JsonObject, name: string, otherwise?: string): string {
  const value = properties[name] ?? otherwise;
  if (typeof value === 'string') return value;
  throw new ProvisioningError(value === undefined ? `it lacks the property ${name}` : `${name} must be a text`);
}

/** A whole number, which may be written as a text. */
export function countProperty(properties: JsonObject, name: string, otherwise: number): number {
  const value = Number(properties[name] ?? otherwise);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ProvisioningError(`${name} must be a whole number above 0`);
}

/** Texts by name. */
export function textMapProperty(properties: JsonObject, name: string): Record<string, string> {
  const value = properties[name] ?? {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProvisioningError(`${name} must be an object`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

/** A path inside of a repository: no way out of it, nothing that git would take for an option. */
export function pathProperty(properties: JsonObject, name: string, otherwise: string): string {
  const path = textProperty(properties, name, otherwise).replace(/\/+$/, '');
  if (/^[^-/:][^:\0]*$|^$/.test(path) && !path.split('/').includes('..')) return path;
  throw new ProvisioningError(`${name} must be a path inside of the repository`);
}
