/** The head of a CGI program's answer (RFC 3875, section 6). */
export interface CgiHead {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
}

/** Bytes of a head; git's has a few lines. */
const HEAD_BYTES_MAX = 16 * 1024;
/** What belongs to the connection is Node's to say. */
const HOP_BY_HOP = /^(connection|keep-alive|transfer-encoding|upgrade|trailer)$/i;

/** Collects the head from the first bytes of an answer. */
export class CgiHeadReader {
  #bytes = Buffer.alloc(0);

  /** The head and what follows it, once it is whole. Throws when there is none. */
  push(chunk: Buffer): { readonly head: CgiHead; readonly rest: Buffer } | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const end = /\r?\n\r?\n/.exec(this.#bytes.subarray(0, HEAD_BYTES_MAX).toString('latin1'));
    if (!end) {
      if (this.#bytes.length >= HEAD_BYTES_MAX) throw new Error('the answer has no head');
      return undefined;
    }
    const text = this.#bytes.subarray(0, end.index).toString('latin1');
    return { head: parseHead(text), rest: this.#bytes.subarray(end.index + end[0].length) };
  }
}

function parseHead(text: string): CgiHead {
  const lines = text.split(/\r?\n/).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  const status = lines.find(([name]) => name.toLowerCase() === 'status')?.[1];
  const headers = lines.filter(([name]) => /^[\w-]+$/.test(name) && !/^status$/i.test(name) && !HOP_BY_HOP.test(name));
  return { status: status === undefined ? 200 : Number.parseInt(status, 10) || 500, headers };
}
