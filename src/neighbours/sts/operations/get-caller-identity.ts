import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '../../../api/generated/sts-types.ts';
import type { Operation } from '../../../api/operation.ts';

/** Who signed the request; a role session answers in the assumed-role form that SDKs take the role's name from. */
export function getCallerIdentity(): Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> {
  return async (_input, { principal }) => ({
    UserId: principal.principalId,
    Account: principal.account,
    Arn: principal.arn,
  });
}
