import type { RequestHead } from '../request-head.ts';
import { decodeLeniently, encodeComponent, encodePath } from './uri-encoding.ts';

/** What of a request goes under its signature. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `;`-separated, as the client lists them. */
  readonly signedHeaders: string;
  /** Hex SHA-256 of the body, or the word that stands in its place. */
  readonly payloadHash: string;
}

/**
 * The text that a version 4 signature covers. Header names come in the order in which the client lists them, which is
 * the one it signed.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(parts: SignedParts): string {
  let headers = '';
  for (const name of parts.signedHeaders.split(';')) {
    const value = Object.hasOwn(parts.headers, name) ? parts.headers[name] : undefined;
    headers += `${name}:${singleSpaced(value ?? '')}\n`;
  }
  return `${parts.method}\n${parts.path}\n${parts.query}\n${headers}\n${parts.signedHeaders}\n${parts.payloadHash}`;
}

function singleSpaced(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replaceAll(/ {2,}/g, ' ') : trimmed;
}

/**
 * The readings of a request that signers are known to sign, likeliest first: S3's path as it is, or encoded afresh; every
 * other service's path encoded a second time; repeated headers joined with or without a space; and the query encoded
 * afresh or as it is. All of them name the same request.
 */
export function* readings(
  head: RequestHead,
  isS3: boolean,
): Generator<Pick<SignedParts, 'path' | 'query' | 'headers'>> {
  const query = canonicalQuery(head.rawQuery);
  const path = isS3 ? head.rawPath : encodePath(head.rawPath);
  yield { path, query, headers: head.headers };
  const joined = head.joinedHeaders;
  yield { path, query, headers: joined };
  const asIs = sortedQuery(head.rawQuery.split('&').filter(isSigned));
  if (asIs !== query) yield { path, query: asIs, headers: joined };
  const fresh = isS3 ? encodePath(decodeLeniently(head.rawPath)) : head.rawPath;
  if (fresh !== path) yield { path: fresh, query, headers: joined };
}

/** The query's parameters encoded in one way and sorted, without the signature itself. */
function canonicalQuery(rawQuery: string): string {
  if (rawQuery === '') return '';
  return sortedQuery(
    rawQuery
      .split('&')
      .filter(isSigned)
      .map((pair) => {
        const mark = pair.indexOf('=');
        const name = mark < 0 ? pair : pair.slice(0, mark);
        const value = mark < 0 ? '' : pair.slice(mark + 1);
        return `${encodeComponent(readAs(name))}=${encodeComponent(readAs(value))}`;
      }),
  );
}

/** What a codec reads: a plus is a space there, so a signature that means a plus does not cover it. */
const readAs = (text: string) => decodeLeniently(text.replaceAll('+', ' '));

const isSigned = (pair: string) => pair !== '' && !pair.startsWith('X-Amz-Signature=');

/** By name, then by value: `=` would sort after `-` and before letters, so it must not take part. */
function sortedQuery(pairs: string[]): string {
  if (pairs.length < 2) return pairs.join('');
  const keyed = pairs.map((pair) => ({ pair, key: pair.replace('=', '\u0000') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ pair }) => pair).join('&');
}
