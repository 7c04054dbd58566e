import type { GetRoleRequest, GetRoleResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { roleShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { roleNamed } from '../role-changes.ts';

export function getRole(identity: Identity): Operation<GetRoleRequest, GetRoleResponse> {
  return async (input, context) => ({ Role: roleShape(await roleNamed(identity, context, input.RoleName)) });
}
