import type { ServiceModel } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import { PerFrozen } from '../base/per-frozen.ts';
import { bytesOfBase64 } from './base64.ts';
import { type Convert, ShapeMapper } from './shape-mapper.ts';
import { parseTimestamp } from './timestamps.ts';

type JsonRecord = Record<string, unknown>;

/** JSON nested deeper than this is refused: operations walk and write their input, and the walk must not end the stack. */
const NESTING_MAX = 500;
/** A shorter text cannot nest so deep. */
const HARMLESS_LENGTH = NESTING_MAX;

const readers = new WeakMap<ServiceModel, ShapeMapper>();
const writers = new WeakMap<ServiceModel, ShapeMapper>();

/** A JSON body as the server's values of a shape: times are epoch seconds, blobs are bytes. An empty body is `{}`. */
export function readJson(model: ServiceModel, shapeName: string, bytes: Buffer): JsonRecord {
  if (bytes.length === 0) return {};
  const value = parseJson(bytes.toString());
  const convert = mapperOf(readers, model, (type) => READ_LEAVES[type]).converterOf(shapeName);
  // Not always a record: the validator says so in the words of the service.
  return (convert ? convert(value) : value) as JsonRecord;
}

/** Texts of answers that cannot change. An operation answers with one shape, so its answer needs no shape in the key. */
const texts = new PerFrozen<JsonRecord, string>();

/** The server's values of a shape as JSON. Members that are undefined or null are left out. */
export function writeJson(model: ServiceModel, shapeName: string, value: JsonRecord): string {
  return texts.get(value) ?? texts.keep(value, writeAnew(model, shapeName, value));
}

function writeAnew(model: ServiceModel, shapeName: string, value: JsonRecord): string {
  const convert = mapperOf(writers, model, (type) => WRITE_LEAVES[type]).converterOf(shapeName);
  const text = JSON.stringify(convert ? convert(value) : value);
  return text.includes(':null') ? JSON.stringify(JSON.parse(text, dropNull)) : text;
}

function dropNull(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

function parseJson(text: string): unknown {
  if (text.length > HARMLESS_LENGTH && nestsTooDeep(text)) {
    throw malformed(`The request is nested more than ${NESTING_MAX} levels deep.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The request body is not valid JSON.');
  }
}

function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    if (depth > NESTING_MAX) return true;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The index of the quote that ends the string begun at `from`. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end >= 0) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

function malformed(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}

function mapperOf(
  mappers: WeakMap<ServiceModel, ShapeMapper>,
  model: ServiceModel,
  leafOf: (type: string) => Convert | undefined,
): ShapeMapper {
  let mapper = mappers.get(model);
  if (!mapper) {
    mapper = new ShapeMapper(model, (shape) => leafOf(shape.type));
    mappers.set(model, mapper);
  }
  return mapper;
}

const READ_LEAVES: Readonly<Record<string, Convert>> = {
  timestamp: (value) => {
    if (typeof value !== 'string') return value;
    const seconds = parseTimestamp(value);
    if (seconds === undefined) throw malformed('STRING_VALUE can not be converted to a Timestamp');
    return seconds;
  },
  blob: (value) => {
    if (typeof value !== 'string') return value;
    const bytes = bytesOfBase64(value);
    if (!bytes) throw malformed('STRING_VALUE can not be converted to a Blob: it is not base64');
    return bytes;
  },
};

const WRITE_LEAVES: Readonly<Record<string, Convert>> = {
  blob: (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value),
};
