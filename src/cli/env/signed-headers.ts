import { systemClock } from '../../base/clock.ts';
import { canonicalRequest } from '../../gateway/sigv4/canonical-request.ts';
import { SigningKeys, sha256Hex } from '../../gateway/sigv4/signing-key.ts';

export interface Signable {
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly service: string;
  readonly host: string;
  readonly body: string;
  /** Further headers in lower case, which are signed as well. */
  readonly more?: Readonly<Record<string, string>>;
}

/** The headers of a POST to `/` that is signed by version 4: the given ones, date and authorisation. */
export function signedHeaders({ key, region, service, host, body, more = {} }: Signable): Record<string, string> {
  const date = `${new Date(systemClock.nowMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const signed = ['host', 'x-amz-date', ...Object.keys(more)].sort().join(';');
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest({
    ...{ method: 'POST', path: '/', query: '', headers: { ...more, host, 'x-amz-date': date } },
    ...{ signedHeaders: signed, payloadHash: sha256Hex(body) },
  });
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256Hex(canonical)}`;
  const signature = new SigningKeys().keyFor(key.accessKeyId, key.secretAccessKey, scope).hexOf(text);
  const credential = `Credential=${key.accessKeyId}/${scope}`;
  return {
    ...more,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}
