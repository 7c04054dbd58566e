import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Bytes of an event, sent and unpacked: facets that tell of many columns are large. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;

const unpack = promisify(gunzip);

/** A request that cannot be taken, and the status that says so. */
export class RefusedRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The JSON document of a request; clients may pack it with gzip. Throws RefusedRequest. */
export async function readDocument(request: IncomingMessage): Promise<unknown> {
  const bytes = await unpacked(await collect(request), request.headers['content-encoding']);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RefusedRequest(400, 'The body is not valid JSON.');
  }
}

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function unpacked(bytes: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  if (encoding !== 'gzip')
    throw new RefusedRequest(415, `The content encoding ${encoding.slice(0, 64)} is not supported.`);
  try {
    return await unpack(bytes, { maxOutputLength: BODY_BYTES_MAX });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new RefusedRequest(400, 'The body is not valid gzip.');
  }
}

const tooLarge = () => new RefusedRequest(413, `An event may have ${BODY_BYTES_MAX} bytes.`);
