import type { RequestHead } from '../request-head.ts';

/** What a request says about its signature, not yet believed. */
export interface SignatureClaim {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  /** `<yyyymmdd>/<region>/<service>/aws4_request`. */
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `yyyymmddThhmmssZ`. */
  readonly timestamp: string;
  /** Lower-case names, as the client lists them. */
  readonly signedHeaders: string;
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Seconds for which a presigned URL is good. */
  readonly expiresS: number | undefined;
}

/** A signature that lacks parts, with AWS's sentence about them. */
export interface BrokenClaim {
  readonly form: 'broken';
  readonly reason: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The version 4 signature of a request, in its header or its query. Undefined for an unsigned request. */
export function readClaim(head: RequestHead): SignatureClaim | BrokenClaim | undefined {
  const authorization = head.headers['authorization'];
  if (authorization !== undefined) return headerClaim(head, authorization);
  if (head.rawQuery.includes('X-Amz-Signature=') || head.rawQuery.includes('X-Amz-Credential='))
    return queryClaim(head);
  return undefined;
}

function headerClaim(head: RequestHead, authorization: string): SignatureClaim | BrokenClaim {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    return broken(`Unsupported authorization type: only ${ALGORITHM} is supported.`);
  }
  let credential = '';
  let signedHeaders = '';
  let signature = '';
  for (const part of authorization.slice(ALGORITHM.length + 1).split(',')) {
    const text = part.trim();
    if (text.startsWith('Credential=')) credential = text.slice(11);
    else if (text.startsWith('SignedHeaders=')) signedHeaders = text.slice(14);
    else if (text.startsWith('Signature=')) signature = text.slice(10);
  }
  const timestamp = head.headers['x-amz-date'] ?? basicIsoDate(head.headers['date']);
  const missing = [
    credential ? '' : "Authorization header requires 'Credential' parameter.",
    signature ? '' : "Authorization header requires 'Signature' parameter.",
    signedHeaders ? '' : "Authorization header requires 'SignedHeaders' parameter.",
    timestamp ? '' : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  ].filter(Boolean);
  if (missing.length > 0 || timestamp === undefined) return broken(missing.join(' '));
  const sessionToken = head.headers['x-amz-security-token'] || undefined;
  return withCredential(credential, { form: 'header', timestamp, signedHeaders, signature, sessionToken });
}

function queryClaim(head: RequestHead): SignatureClaim | BrokenClaim {
  const { query } = head;
  const names = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'];
  const missing = names.filter((name) => !query.get(name));
  if (missing.length > 0) return broken(`AWS query-string parameters must include ${missing.join(', ')}.`);
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return broken(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  const expires = query.get('X-Amz-Expires');
  return withCredential(query.get('X-Amz-Credential') ?? '', {
    form: 'query',
    timestamp: query.get('X-Amz-Date') ?? '',
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') || undefined,
    expiresS: expires === null ? undefined : Number(expires),
  });
}

interface ClaimRest {
  readonly form: 'header' | 'query';
  readonly timestamp: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly sessionToken: string | undefined;
  readonly expiresS?: number | undefined;
}

/** `<key id>/<yyyymmdd>/<region>/<service>/aws4_request`; a key id holds no slash. */
function withCredential(credential: string, rest: ClaimRest): SignatureClaim | BrokenClaim {
  const [accessKeyId = '', date = '', region = '', service = '', end, ...more] = credential.split('/');
  if (!accessKeyId || !isScopeWord(region) || !isScopeWord(service) || end !== 'aws4_request' || more.length > 0) {
    const form = '<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request';
    return broken(`Credential must be of the form ${form}, got: '${credential}'.`);
  }
  if (!/^\d{8}T\d{6}Z$/.test(rest.timestamp)) {
    return broken(
      `Date must be in ISO-8601 'basic format'. Got '${rest.timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  if (!rest.timestamp.startsWith(date)) {
    return broken(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${rest.timestamp.slice(0, 8)}'.`,
    );
  }
  const scope = `${date}/${region}/${service}/aws4_request`;
  return { expiresS: undefined, ...rest, accessKeyId, scope, date, region, service };
}

/** Regions and services become parts of ARNs and of paths, so nothing else is let in. */
const isScopeWord = (text: string) => /^[a-z0-9-]{1,64}$/.test(text);

const broken = (reason: string): BrokenClaim => ({ form: 'broken', reason });

/** A `Date` header (RFC 1123) in the form that signatures use. */
function basicIsoDate(date: string | undefined): string | undefined {
  const ms = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? undefined : basicTimestamp(ms);
}

/** `yyyymmddThhmmssZ` of milliseconds since the epoch. */
export function basicTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

let lastTimestamp = '';
let lastMs = Number.NaN;

/** Milliseconds since the epoch of `yyyymmddThhmmssZ`; NaN when it names no moment. Requests of one second share theirs. */
export function timestampMs(timestamp: string): number {
  if (timestamp !== lastTimestamp) {
    lastMs = parseBasicTimestamp(timestamp);
    lastTimestamp = timestamp;
  }
  return lastMs;
}

function parseBasicTimestamp(timestamp: string): number {
  const part = (from: number, to: number) => timestamp.slice(from, to);
  const day = `${part(0, 4)}-${part(4, 6)}-${part(6, 8)}`;
  return Date.parse(`${day}T${part(9, 11)}:${part(11, 13)}:${part(13, 15)}Z`);
}
