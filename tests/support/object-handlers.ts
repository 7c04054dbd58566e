import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { OperationRegistry } from '../../src/api/operation-registry.ts';
import type { StreamingBlob, TrailedBody } from '../../src/api/wire-types.ts';
import { ServiceError } from '../../src/base/errors.ts';

/** What arrived for one object. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

/** Objects that live in memory: enough of S3 to see what the gateway makes of uploads and downloads. */
export function registerObjects(registry: OperationRegistry, objects: Map<string, StoredObject>): void {
  const keyOf = (input: { Bucket: string; Key: string }) => `${input.Bucket}/${input.Key}`;
  const find = (input: { Bucket: string; Key: string }) => {
    const found = objects.get(keyOf(input));
    if (!found) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: input.Key });
    return found;
  };
  registry.add('s3', {
    ListBuckets: async () => ({ Buckets: [] }),
    PutObject: async (input) => {
      if (input.Bucket === 'missing')
        throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
      const bytes = await readAll(input.Body);
      const trailers = isTrailed(input.Body) ? input.Body.trailers() : {};
      objects.set(keyOf(input), { bytes, trailers });
      return { ETag: `"${createHash('md5').update(bytes).digest('hex')}"` };
    },
    HeadObject: async (input) => ({ ContentLength: find(input).bytes.length }),
    GetObject: async (input) => {
      const { bytes } = find(input);
      return { Body: Readable.from([bytes]), ContentLength: bytes.length };
    },
    DeleteObjects: async (input) => {
      for (const { Key } of input.Delete.Objects) objects.delete(`${input.Bucket}/${Key}`);
      return { Deleted: input.Delete.Objects.map(({ Key }) => ({ Key })) };
    },
  });
}

async function readAll(body: StreamingBlob | undefined): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function isTrailed(body: StreamingBlob | undefined): body is TrailedBody {
  return typeof body === 'object' && 'trailers' in body;
}
