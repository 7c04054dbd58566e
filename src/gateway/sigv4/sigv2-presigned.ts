import { createHmac } from 'node:crypto';
import type { RequestHead } from '../request-head.ts';
import { equalInConstantTime } from './signing-key.ts';
import { decodeLeniently } from './uri-encoding.ts';

/** A version 2 presigned URL of S3: what boto3 makes by default for an endpoint that is not AWS's own. */
export interface Sigv2Claim {
  readonly accessKeyId: string;
  readonly signature: string;
  /** Seconds since the epoch. */
  readonly expires: string;
  readonly sessionToken: string | undefined;
}

/** Undefined when the query holds no version 2 signature. */
export function readSigv2Claim(head: RequestHead): Sigv2Claim | undefined {
  if (!head.rawQuery.includes('AWSAccessKeyId=')) return undefined;
  const accessKeyId = head.query.get('AWSAccessKeyId');
  const signature = head.query.get('Signature');
  const expires = head.query.get('Expires');
  if (!accessKeyId || !signature || !expires) return undefined;
  return { accessKeyId, signature, expires, sessionToken: head.query.get('x-amz-security-token') || undefined };
}

/** Parameters that choose a sub-resource or shape the answer; the others are not under the signature. */
const SIGNED_PARAMETERS = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete encryption inventory lifecycle location logging metrics ' +
    'notification object-lock partNumber policy replication requestPayment response-cache-control ' +
    'response-content-disposition response-content-encoding response-content-language response-content-type ' +
    'response-expires restore select select-type storageClass tagging torrent uploadId uploads versionId versioning ' +
    'versions website'
  ).split(' '),
);

/** The text that the signature covers. `bucketInHost` is set when the URL names the bucket in its host. */
export function sigv2StringToSign(head: RequestHead, claim: Sigv2Claim, bucketInHost: string | undefined): string {
  const value = (name: string) => head.query.get(name) ?? head.headers[name] ?? '';
  const path = bucketInHost === undefined ? head.rawPath : `/${bucketInHost}${head.rawPath}`;
  const first = [head.method, value('content-md5'), value('content-type'), claim.expires];
  return [...first, ...amzHeaders(head), path + subResources(head.rawQuery)].join('\n');
}

export function isSigv2Signature(text: string, secret: string, signature: string): boolean {
  const expected = createHmac('sha1', secret).update(text).digest();
  return equalInConstantTime(expected, Buffer.from(signature, 'base64'));
}

/** `x-amz-` values count alike in the query and in the headers; where both are, the header, which operations then read. */
function amzHeaders(head: RequestHead): string[] {
  const values = new Map<string, string>();
  for (const [name, value] of [...head.query, ...Object.entries(head.headers)]) {
    if (name.toLowerCase().startsWith('x-amz-')) values.set(name.toLowerCase(), value.trim());
  }
  return [...values.keys()].sort().map((name) => `${name}:${values.get(name)}`);
}

function subResources(rawQuery: string): string {
  const pairs = rawQuery
    .split('&')
    .map((pair) => pair.split(/=(.*)/s, 2))
    .filter(([name = '']) => SIGNED_PARAMETERS.has(name))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${decodeLeniently(value)}`));
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
