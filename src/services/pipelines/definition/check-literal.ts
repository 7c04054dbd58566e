import type { ShapeFacts } from '../../../api/model.ts';
import type { JsonValue } from '../../../base/json.ts';
import { unableToParse } from './definition-error.ts';

const EXPECTED_KIND: Readonly<Record<string, string>> = {
  string: 'Json String',
  character: 'Json String',
  boolean: 'Json Boolean',
  integer: 'Json Integer',
  long: 'Json Integer',
  float: 'Json Number',
  double: 'Json Number',
  timestamp: 'Json Number',
};

/** Holds a scalar that is no expression against its shape: kind, enum, length, range. */
export function checkLiteral(shapeName: string, shape: ShapeFacts, value: JsonValue, at: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    throw unableToParse(`Cannot parse object, unknown property '${Object.keys(value)[0] ?? ''}'. At ${at}.`);
  }
  if (!isOfKind(shape, value))
    throw unableToParse(`Expecting a ${EXPECTED_KIND[shape.type] ?? 'Json String'}. At ${at}.`);
  if (shape.enum && !shape.enum.includes(String(value))) {
    throw modelViolation(shapeName, value, `enum value set: [${shape.enum.join(', ')}]`, at);
  }
  if (typeof value === 'string') checkBounds(shapeName, shape, value, value.length, 'length', at);
  if (typeof value === 'number') checkBounds(shapeName, shape, value, value, 'value', at);
}

/** Holds the number of a list's or map's elements against its shape. */
export function checkSize(shapeName: string, shape: ShapeFacts, size: number, at: string): void {
  checkBounds(shapeName, shape, `${size} elements`, size, 'length', at);
}

function isOfKind(shape: ShapeFacts, value: JsonValue): boolean {
  switch (shape.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
    case 'long':
      return Number.isSafeInteger(value);
    case 'float':
    case 'double':
    case 'timestamp':
      return typeof value === 'number';
    default:
      return typeof value === 'string';
  }
}

function checkBounds(
  shapeName: string,
  shape: ShapeFacts,
  value: JsonValue,
  measure: number,
  what: 'length' | 'value',
  at: string,
): void {
  if (shape.min !== undefined && measure < shape.min) {
    throw modelViolation(
      shapeName,
      value,
      `constraint: Member must have ${what} greater than or equal to ${shape.min}`,
      at,
    );
  }
  if (shape.max !== undefined && measure > shape.max) {
    throw modelViolation(
      shapeName,
      value,
      `constraint: Member must have ${what} less than or equal to ${shape.max}`,
      at,
    );
  }
}

const modelViolation = (shapeName: string, value: JsonValue, rule: string, at: string) =>
  unableToParse(`Model Validation failed: Value '${value}' for '${shapeName}' failed to satisfy ${rule}. At ${at}.`);
