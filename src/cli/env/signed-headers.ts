import { systemClock } from '../../base/clock.ts';
import { canonicalRequest } from '../../gateway/sigv4/canonical-request.ts';
import { SigningKeys, sha256Hex } from '../../gateway/sigv4/signing-key.ts';

export interface Signable {
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region: string;
  readonly service: string;
  readonly host: string;
  readonly body: string;
}

const SIGNED = 'host;x-amz-date';

/** What signs a POST to `/` by version 4: date and authorisation. */
export function signedHeaders({ key, region, service, host, body }: Signable): Record<string, string> {
  const date = `${new Date(systemClock.nowMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const canonical = canonicalRequest({
    ...{ method: 'POST', path: '/', query: '', headers: { host, 'x-amz-date': date } },
    ...{ signedHeaders: SIGNED, payloadHash: sha256Hex(body) },
  });
  const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256Hex(canonical)}`;
  const signature = new SigningKeys().keyFor(key.accessKeyId, key.secretAccessKey, scope).hexOf(text);
  const credential = `Credential=${key.accessKeyId}/${scope}`;
  return {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${SIGNED}, Signature=${signature}`,
  };
}
