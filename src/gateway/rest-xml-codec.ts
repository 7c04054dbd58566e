import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type MemberFacts, type OperationFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import type { Codec, WireRequest, WireResponse } from './codec.ts';
import { bindRequest, headersOf } from './http-bindings.ts';
import { RESPONSE_ROOTS, S3_NAMESPACE, UNWRAPPED_RESPONSES } from './rest-xml-roots.ts';
import { escapeXml, namespaceAttribute, scalarText, writeXml, writeXmlMembers, xmlElement } from './xml.ts';
import { malformedXml, parseXml, readXml } from './xml-reader.ts';

type Members = Record<string, unknown>;

/** The longest list of 10,000 parts, with a SHA-256 of each, is half of it. */
const XML_BODY_BYTES_MAX = 4 * 1024 * 1024;

const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The rest-xml protocol: HTTP bindings and XML bodies, as S3 speaks it. */
export const restXmlCodec: Codec = { parse, serialise, serialiseError };

async function parse(model: ServiceModel, operation: OperationFacts, request: WireRequest): Promise<Members> {
  if (!operation.input) return {};
  const shape = shapeOf(model, operation.input.shape);
  const input = bindRequest(model, shape, request);
  if (shape.payload) {
    const body = await readPayload(model, shape.payload, shape.members?.[shape.payload], request);
    if (body !== undefined) input[shape.payload] = body;
  } else if (hasBodyMembers(shape)) {
    const text = await readText(request);
    if (text) Object.assign(input, readXml(model, operation.input.shape, parseXml(text)));
  }
  return input;
}

async function readPayload(
  model: ServiceModel,
  name: string,
  member: MemberFacts | undefined,
  request: WireRequest,
): Promise<unknown> {
  if (!member) return undefined;
  const shape = shapeOf(model, member.shape);
  if (shape.type === 'blob') return member.streaming || shape.streaming ? request.body : request.readBody();
  const text = await readText(request);
  if (shape.type === 'string') return text;
  if (!text) return undefined;
  const root = parseXml(text);
  if (root.name !== (member.locationName ?? name)) throw malformedXml();
  return readXml(model, member.shape, root);
}

async function readText(request: WireRequest): Promise<string> {
  const body = await request.readBody();
  if (body.length > XML_BODY_BYTES_MAX) {
    throw new ServiceError('MaxMessageLengthExceeded', 'Your request was too large.');
  }
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new ServiceError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  return body.toString('utf8');
}

function serialise(model: ServiceModel, operation: OperationFacts, output: Members, requestId: string): WireResponse {
  const shape: ShapeFacts = operation.output ? shapeOf(model, operation.output.shape) : { type: 'structure' };
  const headers = { 'x-amz-request-id': requestId, ...headersOf(model, shape, output) };
  const body = operation.http.method === 'HEAD' ? '' : responseBody(model, operation, shape, output);
  const isXml = typeof body === 'string' && body.startsWith(XML_DECLARATION);
  return {
    status: statusOf(operation, headers),
    headers: isXml ? { ...headers, 'content-type': 'application/xml' } : headers,
    body,
  };
}

/** The model has no word for it, but an answer that names its Content-Range is a partial one (RFC 9110, 15.3.7). */
function statusOf(operation: OperationFacts, headers: Readonly<Record<string, string>>): number {
  return 'content-range' in headers ? 206 : (operation.http.responseCode ?? 200);
}

function responseBody(
  model: ServiceModel,
  operation: OperationFacts,
  shape: ShapeFacts,
  output: Members,
): string | Uint8Array | Readable {
  const payload = shape.payload && shape.members?.[shape.payload];
  if (shape.payload && payload) return payloadBody(model, shape.payload, payload, output[shape.payload]);
  if (!hasBodyMembers(shape)) return '';
  const content = writeXmlMembers(model, shape, output);
  if (UNWRAPPED_RESPONSES.has(operation.name)) return XML_DECLARATION + unwrapped(model, shape, output);
  const name = RESPONSE_ROOTS[operation.name] ?? `${operation.name}Result`;
  return XML_DECLARATION + xmlElement(name, content, namespaceAttribute({ uri: S3_NAMESPACE }));
}

function unwrapped(model: ServiceModel, shape: ShapeFacts, output: Members): string {
  const [[name, member] = ['', { shape: '' }]] = Object.entries(shape.members ?? {});
  const text = output[name] === undefined ? '' : escapeXml(scalarText(shapeOf(model, member.shape), output[name]));
  return xmlElement(member.locationName ?? name, text, namespaceAttribute({ uri: S3_NAMESPACE }));
}

function payloadBody(model: ServiceModel, name: string, member: MemberFacts, value: unknown) {
  if (value === undefined || value === null) return '';
  if (value instanceof Readable || value instanceof Uint8Array) return value;
  if (typeof value === 'string') return value;
  const attributes = namespaceAttribute({ uri: S3_NAMESPACE });
  return XML_DECLARATION + writeXml(model, member, member.locationName ?? name, value, attributes);
}

function serialiseError(error: ServiceError, operation: OperationFacts | undefined, requestId: string): WireResponse {
  const headers = { 'x-amz-request-id': requestId };
  // An answer without a body carries what there is to say in its headers, such as the ETag of what has not changed.
  if (error.status === 304) return { status: 304, headers: { ...headers, ...textMembers(error) }, body: '' };
  const headersWithType = { ...headers, 'content-type': 'application/xml' };
  if (operation?.http.method === 'HEAD') return { status: error.status, headers: headersWithType, body: '' };
  const members = Object.entries(textMembers(error)).map(([name, text]) => xmlElement(name, escapeXml(text)));
  const content =
    xmlElement('Code', escapeXml(error.code)) +
    xmlElement('Message', escapeXml(error.message)) +
    members.join('') +
    xmlElement('RequestId', escapeXml(requestId));
  return { status: error.status, headers: headersWithType, body: XML_DECLARATION + xmlElement('Error', content) };
}

function textMembers(error: ServiceError): Record<string, string> {
  const known = Object.entries(error.members).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
}

function hasBodyMembers(shape: ShapeFacts): boolean {
  return Object.values(shape.members ?? {}).some((member) => !member.location);
}
