import type { UpdateRoleRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changeHolder, ROLES } from '../holders/holder-kinds.ts';
import type { Identity } from '../identity.ts';

/** Changes description and longest session of a role. */
export function updateRole(identity: Identity): Operation<UpdateRoleRequest, Record<never, never>> {
  return async (input, context) => {
    await changeHolder(identity, ROLES, context, input.RoleName, (role) => ({
      ...role,
      description: input.Description ?? role.description,
      sessionSecondsMax: input.MaxSessionDuration ?? role.sessionSecondsMax,
    }));
    return {};
  };
}
