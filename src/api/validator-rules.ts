import type { ShapeFacts } from './model.ts';
import { compilePattern } from './validator-patterns.ts';

/** One constraint of the model on one value, with AWS's words for it. */
export interface Rule {
  readonly text: string;
  breaks(value: unknown): boolean;
}

/** The constraints of a scalar or of a collection's size, in the order in which AWS lists them. */
export function rulesOf(shape: ShapeFacts): readonly Rule[] {
  switch (shape.type) {
    case 'string':
    case 'character':
      return textRules(shape);
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return boundRules(shape, 'value', (value) => value as number);
    case 'list':
      return boundRules(shape, 'length', (value) => (value as readonly unknown[]).length);
    case 'map':
      return boundRules(shape, 'length', (value) => Object.keys(value as object).length);
    case 'blob':
      return boundRules(shape, 'length', (value) => (value instanceof Uint8Array ? value.length : Number.NaN));
    default:
      return [];
  }
}

/** A size that is not a number (a stream's length) breaks no bound. */
function boundRules(shape: ShapeFacts, what: 'length' | 'value', sizeOf: (value: unknown) => number): Rule[] {
  const { min, max } = shape;
  const rules: Rule[] = [];
  if (max !== undefined) {
    rules.push({ text: `Member must have ${what} less than or equal to ${max}`, breaks: (v) => sizeOf(v) > max });
  }
  if (min !== undefined) {
    rules.push({ text: `Member must have ${what} greater than or equal to ${min}`, breaks: (v) => sizeOf(v) < min });
  }
  return rules;
}

function textRules(shape: ShapeFacts): Rule[] {
  const rules = boundRules(shape, 'length', (value) => (value as string).length);
  if (shape.pattern !== undefined) rules.push(patternRule(shape.pattern, shape.max ?? UNBOUNDED_TEXT_MAX));
  if (shape.enum) rules.push(enumRule(shape.enum));
  return rules;
}

/** Text that the model does not bound is matched up to this length, so that no expression works through megabytes. */
const UNBOUNDED_TEXT_MAX = 65_536;

/** Text over its length is not matched at all: its length is reported already. */
function patternRule(pattern: string, lengthMax: number): Rule {
  const expression = compilePattern(pattern);
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    breaks: (value) => (value as string).length <= lengthMax && !expression.test(value as string),
  };
}

function enumRule(values: readonly string[]): Rule {
  const known = new Set<unknown>(values);
  return {
    text: `Member must satisfy enum value set: [${values.join(', ')}]`,
    breaks: (value) => !known.has(value),
  };
}
