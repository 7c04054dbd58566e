import { Transform, type TransformCallback } from 'node:stream';
import type { TrailedBody } from '../../api/wire-types.ts';
import { ServiceError } from '../../base/errors.ts';
import { refuse } from '../refusals.ts';
import type { ChunkSignatures } from './chunk-signatures.ts';

/** What the head of the request says about its framed body. */
export interface ChunkedFraming {
  /** Bytes without the framing: `x-amz-decoded-content-length`. */
  readonly decodedBytes: number;
  /** Lower-case names of `x-amz-trailer`. */
  readonly announcedTrailers: readonly string[];
  /** Present when the chunks are signed. */
  readonly signatures?: ChunkSignatures | undefined;
  /** Whether the last chunk is followed by trailing headers. */
  readonly hasTrailers: boolean;
}

type Expecting = 'size' | 'data' | 'data-end' | 'trailer' | 'nothing';

/** A line is a size with a signature, or one trailing header. */
const LINE_BYTES_MAX = 8 * 1024;
const TRAILERS_MAX = 16;
const LF = 10;

/**
 * Takes the aws-chunked framing off a body while it flows: `<hex size>[;chunk-signature=<hex>]\r\n<bytes>\r\n`, closed by
 * a chunk of no bytes and, where announced, trailing headers. A wrong signature, a wrong length or broken framing fails
 * the stream, so that its reader does not keep what it has got.
 */
export class AwsChunkedBody extends Transform implements TrailedBody {
  readonly #framing: ChunkedFraming;
  readonly #trailers: Record<string, string> = {};
  #expecting: Expecting = 'size';
  #line = '';
  #left = 0;
  #decoded = 0;
  #signature = '';
  #trailerSignature: string | undefined;

  constructor(framing: ChunkedFraming) {
    super();
    this.#framing = framing;
  }

  get announcedTrailers(): readonly string[] {
    return this.#framing.announcedTrailers;
  }

  trailers(): Readonly<Record<string, string>> {
    return this.#trailers;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let at = 0;
      while (at < chunk.length) at = this.#expecting === 'data' ? this.#takeData(chunk, at) : this.#takeLine(chunk, at);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      if (this.#expecting === 'trailer' && this.#line === '') this.#endTrailers();
      if (this.#expecting !== 'nothing') throw incompleteBody();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #takeData(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.#left);
    const bytes = chunk.subarray(from, end);
    this.#left -= bytes.length;
    this.#framing.signatures?.update(bytes);
    this.push(bytes);
    if (this.#left === 0) this.#expecting = 'data-end';
    return end;
  }

  #takeLine(chunk: Buffer, from: number): number {
    const lf = chunk.indexOf(LF, from);
    const end = lf < 0 ? chunk.length : lf;
    this.#line += chunk.toString('latin1', from, end);
    if (this.#line.length > LINE_BYTES_MAX) throw malformed('a line of the framing is too long');
    if (lf < 0) return end;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#handleLine(line);
    return lf + 1;
  }

  #handleLine(line: string): void {
    switch (this.#expecting) {
      case 'size':
        this.#startChunk(line);
        break;
      case 'data-end':
        if (line !== '') throw malformed('a chunk is longer than its size says');
        this.#endChunk();
        this.#expecting = 'size';
        break;
      case 'trailer':
        if (line === '') this.#endTrailers();
        else this.#takeTrailer(line);
        break;
      default:
        // S3 closes the framing with an empty line, which some clients leave out.
        if (line !== '') throw malformed('bytes follow the last chunk');
    }
  }

  #startChunk(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (!match) throw malformed('a chunk does not begin with its size');
    const size = Number.parseInt(match[1] ?? '', 16);
    this.#signature = match[2] ?? '';
    this.#decoded += size;
    if (this.#decoded > this.#framing.decodedBytes) throw incompleteBody();
    this.#left = size;
    this.#expecting = 'data';
    if (size === 0) this.#endBody();
  }

  #endChunk(): void {
    const { signatures } = this.#framing;
    if (signatures && !signatures.endChunk(this.#signature)) throw refuse('wrongSignature', 's3');
  }

  #endBody(): void {
    this.#endChunk();
    if (this.#decoded !== this.#framing.decodedBytes) throw incompleteBody();
    this.#expecting = this.#framing.hasTrailers ? 'trailer' : 'nothing';
  }

  #takeTrailer(line: string): void {
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('a trailing header has no name');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      this.#trailerSignature = value;
      return;
    }
    if (!this.announcedTrailers.includes(name)) throw malformed(`the trailing header ${name} was not announced`);
    if (Object.keys(this.#trailers).length >= TRAILERS_MAX) throw malformed('there are too many trailing headers');
    this.#trailers[name] = value;
  }

  #endTrailers(): void {
    const { signatures } = this.#framing;
    const canonical = Object.keys(this.#trailers)
      .sort()
      .map((name) => `${name}:${this.#trailers[name]}\n`)
      .join('');
    if (signatures && !signatures.endTrailers(canonical, this.#trailerSignature ?? '')) {
      throw refuse('wrongSignature', 's3');
    }
    if (this.announcedTrailers.some((name) => !(name in this.#trailers))) {
      throw new ServiceError('MalformedTrailerError', 'The request contained trailing data that was not well-formed.');
    }
    this.#expecting = 'nothing';
  }
}

function malformed(reason: string): ServiceError {
  return new ServiceError('InvalidRequest', `The aws-chunked body is malformed: ${reason}.`);
}

function incompleteBody(): ServiceError {
  const text = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new ServiceError('IncompleteBody', text);
}
