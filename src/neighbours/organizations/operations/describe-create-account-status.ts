import type {
  DescribeCreateAccountStatusRequest,
  DescribeCreateAccountStatusResponse,
} from '../../../api/generated/organizations-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { findRequest } from '../accounts-store.ts';
import { requireManagement } from '../management-account.ts';
import { creationShape } from '../organization-shapes.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

/** What became of a request for an account. Requests that failed said so in their own answer, and are not kept. */
export function describeCreateAccountStatus(
  deps: OrganizationsDeps,
): Operation<DescribeCreateAccountStatusRequest, DescribeCreateAccountStatusResponse> {
  return async (input, context) => {
    requireManagement(deps, context);
    const row = await findRequest(deps.identity.store.reader, input.CreateAccountRequestId);
    if (!row) {
      throw new ServiceError(
        'CreateAccountStatusNotFoundException',
        "We can't find a create account request with the CreateAccountRequestId that you specified.",
      );
    }
    return { CreateAccountStatus: creationShape(row) };
  };
}
