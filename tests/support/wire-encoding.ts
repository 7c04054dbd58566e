import { type MemberFacts, type OperationFacts, type ServiceModel, shapeOf } from '../../src/api/model.ts';
import type { Call } from './signed-request.ts';

export type Members = Record<string, unknown>;

/** An input as the clients of the service's protocol put it on the wire; written from the protocols' pages. */
export function encodeCall(model: ServiceModel, operation: OperationFacts, input: Members): Call {
  const { protocol, signingName } = model.service;
  const service = { service: signingName };
  if (protocol === 'json') return { ...service, ...jsonWire(model, operation.name, input) };
  if (protocol === 'query') return { ...service, ...formWire(model, operation, input) };
  return { ...service, ...restWire(model, operation, input) };
}

function jsonWire(model: ServiceModel, name: string, input: Members): Call {
  const target = `${model.service.targetPrefix}.${name}`;
  return {
    headers: { 'content-type': `application/x-amz-json-${model.service.jsonVersion}`, 'x-amz-target': target },
    body: JSON.stringify(jsonValue(input)),
  };
}

/** Blobs are base64 in JSON; everything else is as it is. */
function jsonValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, jsonValue(held)]));
}

function formWire(model: ServiceModel, operation: OperationFacts, input: Members): Call {
  const form = new URLSearchParams({ Action: operation.name, Version: model.service.apiVersion });
  const place = (prefix: string, shapeName: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    const shape = shapeOf(model, shapeName);
    if (shape.type === 'list' && Array.isArray(value)) {
      if (value.length === 0) form.append(prefix, '');
      const step = shape.flattened ? '' : `.${shape.member?.locationName ?? 'member'}`;
      value.forEach((item, index) => {
        place(`${prefix}${step}.${index + 1}`, shape.member?.shape ?? '', item);
      });
    } else if (shape.type === 'structure') {
      for (const [name, member] of Object.entries(shape.members ?? {})) {
        place(`${prefix}.${member.locationName ?? name}`, member.shape, (value as Members)[name]);
      }
    } else form.append(prefix, scalar(value));
  };
  const shape = operation.input ? shapeOf(model, operation.input.shape) : undefined;
  for (const [name, member] of Object.entries(shape?.members ?? {})) {
    place(member.locationName ?? name, member.shape, input[name]);
  }
  return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: form.toString() };
}

function restWire(model: ServiceModel, operation: OperationFacts, input: Members): Call {
  const shape = operation.input ? shapeOf(model, operation.input.shape) : { type: 'structure' as const };
  let [path = '/', literal = ''] = operation.http.requestUri.split('?');
  const query: Record<string, string | string[]> = Object.fromEntries(new URLSearchParams(literal));
  const headers: Record<string, string> = {};
  const rest: Members = {};
  for (const [name, value] of Object.entries(input)) {
    const member = shape.members?.[name];
    const wireName = member?.locationName ?? name;
    // The length of a body is the connection's business: a wrong one spoils the requests that follow.
    if (value === undefined || value === null || wireName.toLowerCase() === 'content-length') continue;
    if (member?.location === 'uri') path = path.replace(new RegExp(`\\{${wireName}(\\+?)\\}`), pathPart(scalar(value)));
    else if (member?.location === 'querystring') query[wireName] = texts(value);
    else if (member?.location === 'header') headers[wireName.toLowerCase()] = headerText(model, member, value);
    else if (member?.location === 'headers') Object.assign(headers, prefixed(wireName, value as Members));
    else rest[name] = value;
  }
  const call = { method: operation.http.method, path, query };
  if (operation.http.method === 'GET' || operation.http.method === 'HEAD') return { ...call, headers };
  const body = restBody(model, operation, rest);
  const type = model.service.protocol === 'rest-json' ? 'application/json' : 'application/xml';
  return { ...call, body, headers: { ...(body.length > 0 ? { 'content-type': type } : {}), ...headers } };
}

const pathPart = (text: string) => (_label: string, greedy: string) =>
  greedy
    ? text
        .split('/')
        .map((part) => escapeUri(part))
        .join('/')
    : escapeUri(text);

/** What UTF-16 can't say is no text, and becomes U+FFFD. */
export const escapeUri = (text: string) =>
  encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const prefixed = (prefix: string, value: Members) =>
  Object.fromEntries(
    Object.entries(value).map(([name, text]) => [
      `${prefix}${name}`.toLowerCase().replace(/[^\w-]/g, '_'),
      legal(scalar(text)),
    ]),
  );

function texts(value: unknown): string | string[] {
  return Array.isArray(value) ? value.map(scalar) : scalar(value);
}

function headerText(model: ServiceModel, member: MemberFacts, value: unknown): string {
  if (Array.isArray(value)) return legal(value.map(scalar).join(','));
  const isTime = shapeOf(model, member.shape).type === 'timestamp' && typeof value === 'number';
  return isTime ? new Date(value * 1000).toUTCString() : legal(scalar(value));
}

/** Node's client sends no other characters in a header. */
const legal = (text: string) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');

function scalar(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value);
}

function restBody(model: ServiceModel, operation: OperationFacts, rest: Members): string | Buffer {
  const shape = operation.input ? shapeOf(model, operation.input.shape) : undefined;
  const isXml = model.service.protocol === 'rest-xml';
  const payload = shape?.payload;
  const member = payload === undefined ? undefined : shape?.members?.[payload];
  if (payload !== undefined && member) {
    const value = rest[payload];
    if (value === undefined) return '';
    if (value instanceof Uint8Array) return Buffer.from(value);
    if (typeof value === 'string') return value;
    return isXml ? xmlOf(model, member, member.locationName ?? payload, value) : JSON.stringify(jsonValue(value));
  }
  const inBody = Object.values(shape?.members ?? {}).some(({ location }) => location === undefined);
  return inBody && !isXml ? JSON.stringify(jsonValue(rest)) : '';
}

const escapeXml = (text: string) =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
    /[&<>"\u0000-\u001f\u007f-\u009f]/g,
    (character) => `&#x${character.charCodeAt(0).toString(16)};`,
  );

/** A value as S3's documents have it. */
function xmlOf(model: ServiceModel, member: MemberFacts, name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  const shape = shapeOf(model, member.shape);
  const entry = shape.member;
  if (shape.type === 'list' && entry && Array.isArray(value)) {
    const isFlattened = member.flattened === true || shape.flattened === true;
    const items = value.map((item) => xmlOf(model, entry, isFlattened ? name : (entry.locationName ?? 'member'), item));
    return isFlattened ? items.join('') : `<${name}>${items.join('')}</${name}>`;
  }
  if (shape.type !== 'structure') return `<${name}>${escapeXml(scalar(value))}</${name}>`;
  const content = Object.entries(shape.members ?? {}).map(([memberName, facts]) =>
    xmlOf(model, facts, facts.locationName ?? memberName, (value as Members)[memberName]),
  );
  return `<${name}>${content.join('')}</${name}>`;
}
