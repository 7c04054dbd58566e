import type { GetSessionTokenRequest, GetSessionTokenResponse } from '../../../api/generated/sts-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { accessDenied, type Identity } from '../../iam/index.ts';
import { credentialsShape } from '../sts-shapes.ts';

/** Twelve hours (STS API reference). */
const DURATION_DEFAULT_SECONDS = 43_200;

/** Temporary keys of the calling user itself. */
export function getSessionToken(identity: Identity): Operation<GetSessionTokenRequest, GetSessionTokenResponse> {
  return async (input, { principal }) => {
    if (principal.kind !== 'user') throw accessDenied('Cannot call GetSessionToken with session credentials');
    const seconds = input.DurationSeconds ?? DURATION_DEFAULT_SECONDS;
    return { Credentials: credentialsShape(await identity.sessions.issue(principal, principal.arn, seconds)) };
  };
}
