import { Readable } from 'node:stream';
import { type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import type { Codec, WireRequest, WireResponse } from './codec.ts';
import { bindRequest, headersOf } from './http-bindings.ts';
import { readJson, writeJson } from './json-document.ts';

type Members = Record<string, unknown>;

/**
 * REST with JSON bodies: members travel in the path, the query, headers, and in the body either as one raw payload or as
 * a JSON document of the rest. The code of an error is in a header.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJsonCodec: Codec = {
  async parse(model, operation, request) {
    if (!operation.input) return {};
    const shape = shapeOf(model, operation.input.shape);
    const input = await readBodyMembers(model, operation.input.shape, shape, request);
    return { ...input, ...bindRequest(model, shape, request) };
  },

  serialise(model, operation, output) {
    const status = operation.http.responseCode ?? 200;
    if (!operation.output) return { status, headers: {}, body: '' };
    const shape = shapeOf(model, operation.output.shape);
    const headers = headersOf(model, shape, output);
    return { status, headers, body: writeBody(model, operation.output.shape, shape, output, headers) };
  },

  serialiseError(error): WireResponse {
    const body = { message: error.message, Message: error.message, ...error.members };
    const headers = { 'content-type': 'application/json', 'x-amzn-ErrorType': error.code };
    return { status: error.status, headers, body: JSON.stringify(body) };
  },
};

async function readBodyMembers(
  model: ServiceModel,
  shapeName: string,
  shape: ShapeFacts,
  request: WireRequest,
): Promise<Members> {
  const { payload } = shape;
  if (payload === undefined) {
    const hasDocument = Object.values(shape.members ?? {}).some((member) => member.location === undefined);
    return hasDocument ? readJson(model, shapeName, await request.readBody()) : {};
  }
  const member = shape.members?.[payload];
  if (!member) return {};
  if (member.streaming) return { [payload]: request.body };
  const bytes = await request.readBody();
  const { type } = shapeOf(model, member.shape);
  if (type === 'blob') return { [payload]: bytes };
  if (type === 'string') return { [payload]: bytes.toString() };
  return bytes.length === 0 ? {} : { [payload]: readJson(model, member.shape, bytes) };
}

function writeBody(
  model: ServiceModel,
  shapeName: string,
  shape: ShapeFacts,
  output: Members,
  headers: Record<string, string>,
): WireResponse['body'] {
  const { payload } = shape;
  const member = payload === undefined ? undefined : shape.members?.[payload];
  const value = payload === undefined ? undefined : output[payload];
  if (value instanceof Uint8Array || value instanceof Readable || typeof value === 'string') return value;
  if (member && (value === undefined || value === null)) return '';
  headers['content-type'] ??= 'application/json';
  if (member) return writeJson(model, member.shape, value as Members);
  return writeJson(model, shapeName, withoutLocated(shape, output));
}

/** What is neither in a header nor in the status. */
function withoutLocated(shape: ShapeFacts, output: Members): Members {
  const isInBody = ([name]: [string, unknown]) => shape.members?.[name]?.location === undefined;
  return Object.fromEntries(Object.entries(output).filter(isInBody));
}
