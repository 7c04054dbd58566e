import type { Codec, WireResponse } from './codec.ts';
import { readJson, writeJson } from './json-document.ts';

/**
 * AWS JSON 1.0 and 1.1: `POST /` with `X-Amz-Target`, JSON both ways. Errors carry their code in the body as `__type`,
 * which is where botocore looks, and in a header, which is where others look.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const jsonCodec: Codec = {
  async parse(model, operation, request) {
    return operation.input ? readJson(model, operation.input.shape, await request.readBody()) : {};
  },

  serialise(model, operation, output) {
    // Clients read an operation without output from an empty body.
    const body = operation.output ? writeJson(model, operation.output.shape, output) : '';
    return { status: 200, headers: jsonHeaders(model.service.jsonVersion ?? '1.1'), body };
  },

  serialiseError(error): WireResponse {
    const body = { __type: error.code, message: error.message, Message: error.message, ...error.members };
    return {
      status: error.status,
      headers: { ...jsonHeaders('1.1'), 'x-amzn-ErrorType': error.code },
      body: JSON.stringify(body),
    };
  },
};

const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.0': { 'Content-Type': 'application/x-amz-json-1.0' },
  '1.1': { 'Content-Type': 'application/x-amz-json-1.1' },
};

function jsonHeaders(version: string): Readonly<Record<string, string>> {
  return HEADERS[version] ?? { 'Content-Type': `application/x-amz-json-${version}` };
}
