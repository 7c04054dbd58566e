import type { IncomingMessage } from 'node:http';

type Headers = Readonly<Record<string, string>>;

/** A request's line and headers, taken apart once. */
export class RequestHead {
  readonly method: string;
  /** Percent-encoded as on the wire, without the query. */
  readonly rawPath: string;
  /** Without the question mark; empty when there is none. */
  readonly rawQuery: string;
  readonly #message: IncomingMessage;
  #query: URLSearchParams | undefined;

  constructor(message: IncomingMessage) {
    this.#message = message;
    this.method = message.method ?? 'GET';
    const target = withoutAuthority(message.url ?? '/');
    const mark = target.indexOf('?');
    this.rawPath = mark < 0 ? target : target.slice(0, mark);
    this.rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  }

  /** Lower-case names; repeated headers joined by `, `. */
  get headers(): Headers {
    return this.#message.headers as Headers;
  }

  /** Repeated headers joined by a bare comma, as signers join them. */
  get joinedHeaders(): Headers {
    const entries = Object.entries(this.#message.headersDistinct);
    return Object.fromEntries(entries.map(([name, values]) => [name, (values ?? []).join(',')]));
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.rawQuery);
    return this.#query;
  }

  get host(): string {
    return this.#message.headers.host ?? '';
  }

  /** False when the head already says that no body follows. */
  get announcesBody(): boolean {
    const { 'content-length': length, 'transfer-encoding': encoding } = this.#message.headers;
    return encoding !== undefined || (length !== undefined && length !== '0');
  }
}

/** A proxy's absolute form `http://host/path` means `/path`. */
function withoutAuthority(url: string): string {
  if (url.startsWith('/')) return url;
  const authority = /^https?:\/\/[^/?]*/i.exec(url);
  const rest = authority ? url.slice(authority[0].length) : url;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
