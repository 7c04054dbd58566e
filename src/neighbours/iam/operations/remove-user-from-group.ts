import type { RemoveUserFromGroupRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changeHolder, GROUPS, holderNamed, USERS } from '../holders/holder-kinds.ts';
import type { Identity } from '../identity.ts';

/** Removing somebody who is not in the group changes nothing, as with IAM. */
export function removeUserFromGroup(identity: Identity): Operation<RemoveUserFromGroupRequest, Record<never, never>> {
  return async (input, context) => {
    const group = await holderNamed(identity, GROUPS, context, input.GroupName);
    await changeHolder(identity, USERS, context, input.UserName, (user) => ({
      ...user,
      groups: (user.groups ?? []).filter((name) => name !== group.name),
    }));
    return {};
  };
}
