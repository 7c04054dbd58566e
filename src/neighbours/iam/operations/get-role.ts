import type { GetRoleRequest, GetRoleResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { holderNamed, ROLES } from '../holders/holder-kinds.ts';
import { roleShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';

export function getRole(identity: Identity): Operation<GetRoleRequest, GetRoleResponse> {
  return async (input, context) => ({ Role: roleShape(await holderNamed(identity, ROLES, context, input.RoleName)) });
}
