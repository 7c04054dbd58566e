import type { ServiceModel } from '../api/model.ts';
import type { Codec } from './codec.ts';

/**
 * JSON for a service that spoke query before: its errors go by the names of their shapes, and a header tells the code
 * that they had, which is what clients show and what programs have always asked for.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
 */
export function queryCompatible(codec: Codec, model: ServiceModel): Codec {
  return {
    ...codec,
    serialiseError(error, operation, requestId) {
      const answer = codec.serialiseError(error, operation, requestId);
      const code = model.shapes[error.code]?.error?.code ?? error.code;
      const fault = error.status >= 500 ? 'Receiver' : 'Sender';
      return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${fault}` } };
    },
  };
}
