import { Readable } from 'node:stream';
import type { ShapeFacts } from './model.ts';
import { serializationException } from './validator-trail.ts';

type ShapeType = ShapeFacts['type'];

const ARTICLES: Readonly<Record<ShapeType, string>> = {
  structure: 'a Structure',
  list: 'a List',
  map: 'a Map',
  string: 'a String',
  character: 'a Character',
  blob: 'a Blob',
  boolean: 'a Boolean',
  integer: 'an Integer',
  long: 'a Long',
  float: 'a Float',
  double: 'a Double',
  timestamp: 'a Timestamp',
};

const INTEGER_MAX = 2 ** 31 - 1;
const LONG_MAX = 2 ** 63;
/** Seconds to the last time that a date can hold, and from the first (ECMA-262, time values). */
const TIMESTAMP_MAX = 8.64e12;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): boolean => typeof value === 'string';

const KINDS: Readonly<Record<ShapeType, (value: unknown) => boolean>> = {
  structure: isObject,
  map: isObject,
  list: Array.isArray,
  string: isText,
  character: isText,
  blob: (value) => value instanceof Uint8Array || value instanceof Readable,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) <= INTEGER_MAX + 1,
  long: (value) => Number.isInteger(value) && Math.abs(value as number) <= LONG_MAX,
  float: isNumber,
  double: isNumber,
  timestamp: (value) => isNumber(value) && Math.abs(value as number) <= TIMESTAMP_MAX,
};

/** Whether a value is of the kind that a shape type has inside the server. */
export function kindOf(type: ShapeType): (value: unknown) => boolean {
  return KINDS[type];
}

/** The words of AWS's JSON services for a value of the wrong kind. */
export function wrongKind(type: ShapeType, value: unknown): Error {
  if (Array.isArray(value)) return serializationException('Start of list found where not expected');
  if (typeof value === 'object') {
    return serializationException('Start of structure or map found where not expected.');
  }
  if (type === 'list') return serializationException('Expected list or null');
  if (type === 'structure' || type === 'map') return serializationException('Expected null');
  return serializationException(`${tokenOf(value)} can not be converted to ${ARTICLES[type]}`);
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return value === true ? 'TRUE_VALUE' : 'FALSE_VALUE';
}
