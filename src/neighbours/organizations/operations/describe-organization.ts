import type { DescribeOrganizationResponse } from '../../../api/generated/organizations-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { managementRow } from '../management-account.ts';
import { organizationShape } from '../organization-shapes.ts';
import type { OrganizationsDeps } from '../organizations-deps.ts';

/** All accounts of a server are one organization; each of them may know it. */
export function describeOrganization(
  deps: OrganizationsDeps,
): Operation<Record<never, never>, DescribeOrganizationResponse> {
  return async (_input, context) => ({ Organization: organizationShape(await managementRow(deps), context) });
}
