import type { Codec } from './codec.ts';
import type { Exchange } from './exchange.ts';
import { jsonCodec } from './json-codec.ts';
import { queryCodec } from './query-codec.ts';
import { escapeXml, xmlElement } from './xml.ts';

type ErrorWriter = Pick<Codec, 'serialiseError'>;

/**
 * Writes the errors of requests to services that are not ours, as their clients read them: by the looks of the request,
 * since no model of theirs is known here.
 */
export function fallbackErrors({ head, claim }: Exchange): ErrorWriter {
  const isForm = head.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  if (!isForm && !head.query.has('Action')) return jsonCodec;
  return claim && claim.form !== 'broken' && claim.service === 'ec2' ? ec2Errors : queryCodec;
}

/** https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#operation-error-serialization */
const ec2Errors: ErrorWriter = {
  serialiseError(error, _operation, requestId) {
    const details = xmlElement('Code', escapeXml(error.code)) + xmlElement('Message', escapeXml(error.message));
    const errors = xmlElement('Errors', xmlElement('Error', details));
    const body = xmlElement('Response', errors + xmlElement('RequestID', requestId));
    return { status: error.status, headers: { 'Content-Type': 'text/xml' }, body };
  },
};
