import type { ServiceModel } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';

/** Services of a family refuse the same thing with the same code and status. */
export type Family = 'json' | 'rest-json' | 'query' | 's3';

export type Protocol = ServiceModel['service']['protocol'];

export function familyOf(protocol: Protocol): Family {
  return protocol === 'rest-xml' ? 's3' : protocol;
}

type Refusal = readonly [code: string, status: number, message: string];

const TOKEN_INVALID = 'The security token included in the request is invalid.';
const TOKEN_EXPIRED = 'The security token included in the request is expired';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';
const S3_MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
const UNKNOWN_FAILURE = 'The request processing has failed because of an unknown error, exception or failure.';

/** What can be wrong with a request before it reaches an operation, in the words of each family. */
const REFUSALS = {
  missingSignature: {
    json: ['MissingAuthenticationTokenException', 400, 'Request is missing Authentication Token'],
    'rest-json': ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
    query: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
    s3: ['AccessDenied', 403, 'Access Denied'],
  },
  incompleteSignature: {
    json: ['IncompleteSignatureException', 400, 'The request signature does not conform to AWS standards.'],
    'rest-json': ['IncompleteSignatureException', 403, 'The request signature does not conform to AWS standards.'],
    query: ['IncompleteSignature', 400, 'The request signature does not conform to AWS standards.'],
    s3: ['AuthorizationHeaderMalformed', 400, 'The authorization header that you provided is not valid.'],
  },
  unknownKey: {
    json: ['UnrecognizedClientException', 400, TOKEN_INVALID],
    'rest-json': ['UnrecognizedClientException', 403, TOKEN_INVALID],
    query: ['InvalidClientTokenId', 403, TOKEN_INVALID],
    s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  },
  wrongToken: {
    json: ['UnrecognizedClientException', 400, TOKEN_INVALID],
    'rest-json': ['UnrecognizedClientException', 403, TOKEN_INVALID],
    query: ['InvalidClientTokenId', 403, TOKEN_INVALID],
    s3: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
  },
  expiredToken: {
    json: ['ExpiredTokenException', 400, TOKEN_EXPIRED],
    'rest-json': ['ExpiredTokenException', 403, TOKEN_EXPIRED],
    query: ['ExpiredToken', 403, TOKEN_EXPIRED],
    s3: ['ExpiredToken', 400, 'The provided token has expired.'],
  },
  wrongSignature: {
    json: ['InvalidSignatureException', 400, MISMATCH],
    'rest-json': ['InvalidSignatureException', 403, MISMATCH],
    query: ['SignatureDoesNotMatch', 403, MISMATCH],
    s3: ['SignatureDoesNotMatch', 403, S3_MISMATCH],
  },
  skewedClock: {
    json: ['InvalidSignatureException', 400, MISMATCH],
    'rest-json': ['InvalidSignatureException', 403, MISMATCH],
    query: ['SignatureDoesNotMatch', 403, MISMATCH],
    s3: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
  },
  expiredUrl: {
    json: ['InvalidSignatureException', 400, 'Signature expired'],
    'rest-json': ['InvalidSignatureException', 403, 'Signature expired'],
    query: ['SignatureDoesNotMatch', 403, 'Signature expired'],
    s3: ['AccessDenied', 403, 'Request has expired'],
  },
  bodyTooLarge: {
    json: ['RequestEntityTooLargeException', 413, 'Request size is too large.'],
    'rest-json': ['RequestEntityTooLargeException', 413, 'Request size is too large.'],
    query: ['RequestEntityTooLarge', 413, 'Request size is too large.'],
    s3: ['MaxMessageLengthExceeded', 400, 'Your request was too big.'],
  },
  unknownOperation: {
    json: ['UnknownOperationException', 400, 'The requested operation is not recognized by the service.'],
    'rest-json': ['UnknownOperationException', 404, 'The requested operation is not recognized by the service.'],
    query: ['InvalidAction', 400, 'The requested action is not recognized by the service.'],
    s3: ['MethodNotAllowed', 405, 'The specified method is not allowed against this resource.'],
  },
  internalFailure: {
    json: ['InternalFailure', 500, UNKNOWN_FAILURE],
    'rest-json': ['InternalFailure', 500, UNKNOWN_FAILURE],
    query: ['InternalFailure', 500, UNKNOWN_FAILURE],
    s3: ['InternalError', 500, 'We encountered an internal error. Please try again.'],
  },
} as const satisfies Record<string, Record<Family, Refusal>>;

export type RefusalKind = keyof typeof REFUSALS;

/** The error of a family for what is wrong; `message` says more where there is more to say. */
export function refuse(
  kind: RefusalKind,
  family: Family,
  message?: string,
  members: Readonly<Record<string, unknown>> = {},
): ServiceError {
  const [code, status, text] = REFUSALS[kind][family];
  return new ServiceError(code, message ?? text, status, members);
}
