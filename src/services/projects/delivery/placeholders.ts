import type { JsonValue } from '../../../base/json.ts';

/** A definition that names a placeholder that is not there, or is no JSON. */
export class PlaceholderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlaceholderError';
  }
}

/**
 * A pipeline's definition with `${Name}` in its texts put in. It is read as JSON first, so that no value can become more
 * than a part of a text. `${!Name}` stands for `${Name}` itself.
 */
export function fillPlaceholders(definition: string, values: ReadonlyMap<string, string>): string {
  let document: JsonValue;
  try {
    document = JSON.parse(definition) as JsonValue;
  } catch (error) {
    throw new PlaceholderError(`it is no JSON: ${(error as Error).message}`);
  }
  return JSON.stringify(document, (_name, value: unknown) => (typeof value === 'string' ? fill(value, values) : value));
}

function fill(text: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{(!?)([^{}]*)\}/g, (_whole, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const value = values.get(name.trim());
    if (value === undefined) {
      throw new PlaceholderError(`it has \${${name}}; known are ${[...values.keys()].sort().join(', ')}`);
    }
    return value;
  });
}
