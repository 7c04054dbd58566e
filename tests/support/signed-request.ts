import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SigningCredential } from '../../src/api/identity.ts';
import { ADMIN, REGION } from './test-gateway.ts';

/** What a test wants on the wire. */
export interface Call {
  readonly method?: string;
  /** Percent-encoded, without the query. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly service?: string;
  readonly region?: string;
  readonly credential?: SigningCredential;
  readonly signingDate?: Date;
}

/** A request ready to be sent: signed, and maybe tampered with by the test. */
export interface WireCall {
  method: string;
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  body: string | Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function signer(call: Call): SignatureV4 {
  const service = call.service ?? 'sagemaker';
  return new SignatureV4({
    credentials: call.credential ?? ADMIN,
    region: call.region ?? REGION,
    service,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: service === 's3',
  });
}

function asRequest(url: string, call: Call) {
  const { hostname, port, host } = new URL(url);
  const body = call.body ?? '';
  const hasBody = body.length > 0;
  return {
    protocol: 'http:',
    hostname,
    port: Number(port),
    method: call.method ?? 'POST',
    path: call.path ?? '/',
    query: { ...call.query },
    headers: { host, ...(hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {}), ...call.headers },
    body,
  };
}

/** Signs with the SDK's own signer, in the header. */
export async function sign(url: string, call: Call): Promise<WireCall> {
  const request = asRequest(url, call);
  const signed = await signer(call).sign(request, call.signingDate ? { signingDate: call.signingDate } : {});
  return { ...request, headers: signed.headers };
}

/** Signs with the SDK's own signer, in the query. */
export async function presign(url: string, call: Call, expiresIn = 300): Promise<WireCall> {
  const request = asRequest(url, { method: 'GET', ...call });
  const options = { expiresIn, ...(call.signingDate ? { signingDate: call.signingDate } : {}) };
  const signed = await signer(call).presign(request, options);
  return { ...request, headers: signed.headers, query: { ...signed.query } as WireCall['query'] };
}

export function send(url: string, call: WireCall): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const query = queryText(call.query);
  const path = query ? `${call.path}?${query}` : call.path;
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method: call.method, path, headers: call.headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.on('error', reject);
    request.end(call.body);
  });
}

/** A JSON call to SageMaker's control plane, as the SDKs make it. */
export function jsonCall(operation: string, input: unknown): Call {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SageMaker.${operation}` };
  return { headers, body };
}

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function queryText(query: WireCall['query']): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');
}
