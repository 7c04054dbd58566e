import type { CreateGroupRequest, CreateGroupResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, newIamId } from '../iam-names.ts';
import { groupShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type GroupRecord, groupTable } from '../identity-store.ts';

/** Makes a group without users. */
export function createGroup({ store, clock }: Identity): Operation<CreateGroupRequest, CreateGroupResponse> {
  return async (input, context) => {
    const nowMs = clock.nowMs();
    const path = input.Path ?? '/';
    const group: GroupRecord = {
      ...iamScope(context.account),
      parent: '',
      name: input.GroupName,
      arn: iamArn('group', context, path, input.GroupName),
      status: 'Active',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: { groupId: newIamId('group'), path, attachedPolicyArns: [], inlinePolicies: {} },
      extra: {},
    };
    if (!(await store.transaction((tx) => groupTable.insert(tx, group)))) {
      throw entityAlreadyExists(`Group with name ${input.GroupName} already exists.`);
    }
    return { Group: groupShape(group) };
  };
}
