import type { AddUserToGroupRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changeHolder, GROUPS, holderNamed, USERS } from '../holders/holder-kinds.ts';
import { limitExceeded } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';

/** Groups a user may be in (IAM quotas). */
const GROUPS_MAX = 10;

/** Adding twice is one membership. */
export function addUserToGroup(identity: Identity): Operation<AddUserToGroupRequest, Record<never, never>> {
  return async (input, context) => {
    const group = await holderNamed(identity, GROUPS, context, input.GroupName);
    await changeHolder(identity, USERS, context, input.UserName, (user) => {
      const groups = [...new Set([...(user.groups ?? []), group.name])];
      if (groups.length > GROUPS_MAX) throw limitExceeded(`Cannot exceed quota for GroupsPerUser: ${GROUPS_MAX}`);
      return { ...user, groups };
    });
    return {};
  };
}
