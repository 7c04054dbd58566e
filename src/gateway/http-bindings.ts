import { type MemberFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import { bytesOfBase64 } from './base64.ts';
import type { WireRequest } from './codec.ts';
import { scalarText, timestampText } from './xml.ts';

type Members = Record<string, unknown>;

/** The members of an input that travel in path, query and headers. */
export function bindRequest(model: ServiceModel, shape: ShapeFacts, request: WireRequest): Members {
  const input: Members = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const value = boundValue(model, name, member, request);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** The members of an output that travel in headers, by lower-case header name. */
export function headersOf(model: ServiceModel, shape: ShapeFacts, output: Members): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    const wireName = (member.locationName ?? name).toLowerCase();
    if (member.location === 'header') headers[wireName] = headerText(model, member, value);
    if (member.location !== 'headers') continue;
    for (const [key, text] of Object.entries(value as Record<string, string>)) {
      headers[wireName + key.toLowerCase()] = legalHeader(text);
    }
  }
  return headers;
}

function boundValue(model: ServiceModel, name: string, member: MemberFacts, request: WireRequest): unknown {
  const wireName = member.locationName ?? name;
  switch (member.location) {
    case 'uri':
      return scalarOf(model, member, wireName, request.pathParameters[wireName]);
    case 'querystring':
      return queryValue(model, member, wireName, request.query);
    case 'header':
      return headerValue(model, member, wireName.toLowerCase(), request);
    case 'headers':
      return prefixedHeaders(wireName.toLowerCase(), request);
    default:
      return undefined;
  }
}

function queryValue(model: ServiceModel, member: MemberFacts, name: string, query: URLSearchParams): unknown {
  const shape = shapeOf(model, member.shape);
  if (shape.type === 'map') return Object.fromEntries(query);
  if (shape.type !== 'list') return scalarOf(model, member, name, query.get(name) ?? undefined);
  const entry = shape.member;
  const texts = query.getAll(name);
  return texts.length > 0 && entry ? texts.map((text) => scalarOf(model, entry, name, text)) : undefined;
}

function headerValue(model: ServiceModel, member: MemberFacts, name: string, request: WireRequest): unknown {
  const text = unframed(name, request.headers) ?? hoisted(name, request.query);
  const shape = shapeOf(model, member.shape);
  const entry = shape.member;
  if (shape.type !== 'list' || !entry || text === undefined) return scalarOf(model, member, name, text);
  return text.split(',').map((part) => scalarOf(model, entry, name, part.trim()));
}

/** A header as it would be without aws-chunked framing, which the gateway has taken off the body. */
function unframed(name: string, headers: Readonly<Record<string, string>>): string | undefined {
  const text = headers[name];
  if (name === 'content-length') return headers['x-amz-decoded-content-length'] ?? text;
  if (name !== 'content-encoding' || text === undefined) return text;
  const encodings = text.split(',').map((encoding) => encoding.trim());
  return encodings.filter((encoding) => encoding && encoding !== 'aws-chunked').join(', ') || undefined;
}

/**
 * A header that the presigner of a URL has moved into its query. Not a checksum: presigners have no body, and give that
 * of an empty one.
 */
function hoisted(name: string, query: URLSearchParams): string | undefined {
  if (!name.startsWith('x-amz-') || CHECKSUM_HEADER.test(name) || query.size === 0) return undefined;
  return query.get(name) ?? undefined;
}

const CHECKSUM_HEADER = /^x-amz-checksum-(?!mode$|algorithm$|type$)/;

function prefixedHeaders(prefix: string, request: WireRequest): Members | undefined {
  const all = [...request.query, ...Object.entries(request.headers)];
  const entries = all.filter(([name]) => name.startsWith(prefix) && name !== prefix);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, text]) => [name.slice(prefix.length), text]));
}

function scalarOf(model: ServiceModel, member: MemberFacts, name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const shape = shapeOf(model, member.shape);
  switch (shape.type) {
    case 'integer':
    case 'long':
      return integerOf(name, text);
    case 'float':
    case 'double':
      return Number(text);
    case 'boolean':
      return text.toLowerCase() === 'true';
    case 'timestamp':
      return timeOf(name, text);
    case 'blob': {
      const bytes = bytesOfBase64(text);
      if (!bytes)
        throw new ServiceError('InvalidArgument', `Provided ${name} is not base64`, 400, { ArgumentName: name });
      return bytes;
    }
    default:
      return text;
  }
}

function integerOf(name: string, text: string): number | undefined {
  if (text === '') return undefined;
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new ServiceError('InvalidArgument', `Provided ${name} not an integer or within integer range`, 400, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

function timeOf(name: string, text: string): number | undefined {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isNaN(ms)) return ms / 1000;
  // A condition whose date is no date does not count (RFC 9110, 13.1.3).
  if (/(^|-)if-/.test(name)) return undefined;
  throw new ServiceError('InvalidArgument', `Provided ${name} is not a valid date`, 400, {
    ArgumentName: name,
    ArgumentValue: text,
  });
}

function headerText(model: ServiceModel, member: MemberFacts, value: unknown): string {
  const shape = shapeOf(model, member.shape);
  if (shape.type === 'timestamp') return timestampText(Number(value), shape.timestampFormat ?? 'rfc822');
  if (shape.type === 'list') return (value as readonly unknown[]).map(String).join(',');
  return legalHeader(scalarText(shape, value));
}

/** Text that can't break out of its header. What is beyond Latin-1 goes out as the bytes of its UTF-8. */
function legalHeader(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  const safe = text.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, ' ');
  return /^[\t\u0020-\u00ff]*$/.test(safe) ? safe : Buffer.from(safe).toString('latin1');
}
