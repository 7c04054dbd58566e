import { createHmac } from 'node:crypto';
import type { SigningCredential } from '../../src/api/identity.ts';
import { type Call, sha256Hex, sign, type WireCall } from './signed-request.ts';
import { ADMIN, REGION } from './test-gateway.ts';

/** How a test wants its body framed. */
export interface ChunkedCall {
  readonly path: string;
  readonly chunks: readonly string[];
  readonly isSigned: boolean;
  readonly trailers?: Readonly<Record<string, string>>;
  /** What the head says the body is long without framing; the truth if absent. */
  readonly decodedLength?: number;
}

const EMPTY = sha256Hex('');

/**
 * A PutObject in aws-chunked framing, as the page on streaming signatures describes it; the seed is signed by the SDK's
 * own signer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export async function chunkedUpload(url: string, call: ChunkedCall): Promise<WireCall> {
  const names = Object.keys(call.trailers ?? {});
  const kind = call.isSigned ? 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' : 'STREAMING-UNSIGNED-PAYLOAD';
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': names.length > 0 || !call.isSigned ? `${kind}-TRAILER` : kind,
    'x-amz-decoded-content-length': String(call.decodedLength ?? call.chunks.join('').length),
    ...(names.length > 0 ? { 'x-amz-trailer': names.join(',') } : {}),
  };
  const request: Call = { method: 'PUT', path: call.path, service: 's3', headers };
  const signed = await sign(url, request);
  signed.body = call.isSigned ? signedFrames(signed, call, ADMIN) : plainFrames(call);
  return signed;
}

function plainFrames(call: ChunkedCall): string {
  const frames = call.chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return `${frames}0\r\n${trailerLines(call)}\r\n`;
}

function trailerLines(call: ChunkedCall): string {
  return Object.entries(call.trailers ?? {})
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');
}

function signedFrames(signed: WireCall, call: ChunkedCall, credential: SigningCredential): string {
  const timestamp = signed.headers['x-amz-date'] ?? '';
  const scope = `${timestamp.slice(0, 8)}/${REGION}/s3/aws4_request`;
  const key = scope
    .split('/')
    .reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`AWS4${credential.secretAccessKey}`));
  let previous = /Signature=([0-9a-f]+)/.exec(signed.headers['authorization'] ?? '')?.[1] ?? '';
  const next = (algorithm: string, digests: string) => {
    previous = hmac(key, `${algorithm}\n${timestamp}\n${scope}\n${previous}\n${digests}`).toString('hex');
    return previous;
  };
  const frame = (chunk: string) => {
    const signature = next('AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY}\n${sha256Hex(chunk)}`);
    return `${chunk.length.toString(16)};chunk-signature=${signature}\r\n${chunk === '' ? '' : `${chunk}\r\n`}`;
  };
  const body = [...call.chunks, ''].map(frame).join('');
  if (!call.trailers) return `${body}\r\n`;
  const canonical = trailerLines(call).replaceAll('\r\n', '\n');
  const signature = next('AWS4-HMAC-SHA256-TRAILER', sha256Hex(canonical));
  return `${body}${trailerLines(call)}x-amz-trailer-signature:${signature}\r\n\r\n`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
