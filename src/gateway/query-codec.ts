import { shapeOf } from '../api/model.ts';
import type { Codec, WireResponse } from './codec.ts';
import { readForm } from './form-parameters.ts';
import { escapeXml, namespaceAttribute, writeXmlMembers, xmlElement } from './xml.ts';

/**
 * The query protocol of STS and IAM: parameters in a form, or in the URL of a presigned call, and XML back.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryCodec: Codec = {
  async parse(model, operation, request) {
    if (!operation.input) return {};
    const form = new URLSearchParams((await request.readBody()).toString());
    for (const [name, text] of request.query) form.append(name, text);
    return readForm(model, operation.input.shape, form);
  },

  serialise(model, operation, output, requestId) {
    const shape = operation.output ? shapeOf(model, operation.output.shape) : undefined;
    const result = shape ? xmlElement(`${operation.name}Result`, writeXmlMembers(model, shape, output)) : '';
    const metadata = xmlElement('ResponseMetadata', xmlElement('RequestId', escapeXml(requestId)));
    const uri = model.service.xmlNamespace;
    const namespace = namespaceAttribute(uri === undefined ? undefined : { uri });
    const body = xmlElement(`${operation.name}Response`, `${result}${metadata}`, namespace);
    return { status: 200, headers: XML_HEADERS, body };
  },

  serialiseError(error, _operation, requestId): WireResponse {
    const type = error.status >= 500 ? 'Receiver' : 'Sender';
    const details =
      xmlElement('Type', type) +
      xmlElement('Code', escapeXml(error.code)) +
      xmlElement('Message', escapeXml(error.message));
    const body = xmlElement('ErrorResponse', xmlElement('Error', details) + xmlElement('RequestId', requestId));
    return { status: error.status, headers: XML_HEADERS, body };
  },
};

const XML_HEADERS = { 'Content-Type': 'text/xml' };
