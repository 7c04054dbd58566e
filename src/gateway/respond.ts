import { Readable } from 'node:stream';
import { discardRest } from './body/discard-rest.ts';
import type { WireResponse } from './codec.ts';
import type { Exchange } from './exchange.ts';
import { BODY_IDLE_MS } from './limits.ts';

/**
 * Puts an answer on the wire, with the request's id under the names that clients look for. `isClosing`: the server is
 * about to stop, so the connection is not to be used again.
 */
export function respond(exchange: Exchange, answer: WireResponse, isClosing: boolean): void {
  const { request, response } = exchange;
  if (response.destroyed) {
    if (answer.body instanceof Readable) answer.body.destroy();
    return;
  }
  const headers = headerList(exchange, answer);
  if (isClosing) headers.push('Connection', 'close');
  if (!request.complete) discardRest(request);
  if (answer.body instanceof Readable) {
    response.writeHead(answer.status, headers);
    stream(exchange, answer.body);
    return;
  }
  addLength(exchange, answer, headers);
  response.writeHead(answer.status, headers);
  response.end(exchange.head.method === 'HEAD' ? undefined : answer.body);
}

function headerList(exchange: Exchange, answer: WireResponse): string[] {
  const headers: string[] = [];
  for (const name in answer.headers) headers.push(name, answer.headers[name] ?? '');
  if (exchange.family === 's3') headers.push('x-amz-id-2', exchange.requestId);
  headers.push('x-amzn-RequestId', exchange.requestId);
  return headers;
}

/** A HEAD answer may carry the length of what it leaves out; 204 and 304 carry none. */
function addLength(exchange: Exchange, answer: WireResponse, headers: string[]): void {
  if (answer.status === 204 || answer.status === 304) return;
  for (const name in answer.headers) if (name.toLowerCase() === 'content-length') return;
  const length = exchange.head.method === 'HEAD' ? 0 : Buffer.byteLength(answer.body as string | Uint8Array);
  headers.push('Content-Length', String(length));
}

/** A body that fails on its way ends the connection: the client sees that it is not whole. */
function stream(exchange: Exchange, body: Readable): void {
  const { response, request } = exchange;
  if (exchange.head.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  request.socket.setTimeout(BODY_IDLE_MS);
  response.on('error', () => body.destroy());
  body.on('error', () => response.destroy());
  response.on('close', () => body.destroy());
  body.pipe(response);
}
