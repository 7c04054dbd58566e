import type { Readable } from 'node:stream';
import { ClientGone } from './client-gone.ts';

const EMPTY = Buffer.alloc(0);

/**
 * The whole of a body, read straight from its events: for the small bodies of API calls, streams' own machinery costs
 * more than the call. Rejects with `tooLarge()` as soon as the body is longer than `bytesMax`.
 */
export function collectBody(body: Readable, bytesMax: number, tooLarge: () => Error): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let bytes = 0;
    const stop = () => {
      body.off('data', take);
      body.off('end', end);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        stop();
        reject(tooLarge());
      } else if (first === undefined) first = chunk;
      else {
        more ??= [first];
        more.push(chunk);
      }
    };
    const end = () => {
      body.off('close', lose);
      resolve(more ? Buffer.concat(more, bytes) : (first ?? EMPTY));
    };
    const lose = () => reject(new ClientGone());
    body.on('data', take);
    body.on('end', end);
    body.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ECONNRESET' ? new ClientGone() : error));
    body.on('close', lose);
    if (body.destroyed) lose();
  });
}
