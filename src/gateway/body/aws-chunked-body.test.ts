import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../base/errors.ts';
import { AwsChunkedBody } from './aws-chunked-body.ts';

/** Decodes a framed body that arrives in the given pieces. */
async function decode(pieces: readonly Buffer[], decodedBytes: number) {
  const announcedTrailers = ['x-amz-checksum-crc32'];
  const body = new AwsChunkedBody({ decodedBytes, announcedTrailers, hasTrailers: true });
  Readable.from(pieces).pipe(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return { text: Buffer.concat(chunks).toString('latin1'), trailers: body.trailers() };
}

function frame(chunks: readonly string[]): Buffer {
  const frames = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
  return Buffer.from(`${frames}0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`, 'latin1');
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const ends = [...new Set(at.map((position) => position % bytes.length))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter((b) => b.length);
}

const chunkText = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';', '\u0000', 'ÿ'), minLength: 1 });

describe('an aws-chunked body', () => {
  it('comes out whole, wherever the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunkText), fc.array(fc.nat(10_000)), async (chunks, at) => {
        const text = chunks.join('');
        const decoded = await decode(cut(frame(chunks), at), text.length);
        expect(decoded).toEqual({ text, trailers: { 'x-amz-checksum-crc32': 'AAAAAA==' } });
      }),
    );
  });

  it('fails with an error of S3 on any other bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1 })), fc.nat(50), async (pieces, decodedBytes) => {
        const decoded = decode(
          pieces.map((piece) => Buffer.from(piece)),
          decodedBytes,
        );
        await expect(decoded).rejects.toBeInstanceOf(ServiceError);
      }),
    );
  });

  it('holds no line without end', async () => {
    const pieces = Array.from({ length: 100 }, () => Buffer.alloc(1024, 'a'));
    await expect(decode(pieces, 1)).rejects.toThrow('a line of the framing is too long');
  });
});
