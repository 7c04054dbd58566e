import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * Whole HTTP messages of a JSON operation, each signed on its own: they differ in a signed header, so that a server
 * has to verify every one.
 */
export async function signedRequests({ endpoint, client, target, body, count = 256 }) {
  const { host, hostname } = new URL(endpoint);
  const signer = new SignatureV4({ service: 'sagemaker', ...client, sha256: Sha256 });
  const text = JSON.stringify(body);
  const requests = [];
  for (let number = 0; number < count; number++) {
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname,
      path: '/',
      query: {},
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.1',
        'content-length': String(Buffer.byteLength(text)),
        'x-amz-target': target,
        'x-request-number': String(number),
      },
      body: text,
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    requests.push(Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${text}`).toString('base64'));
  }
  return requests;
}
