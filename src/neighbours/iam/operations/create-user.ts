import type { CreateUserRequest, CreateUserResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkBoundary } from '../holders/boundaries.ts';
import { mergeTags } from '../holders/entity-tags.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, newIamId } from '../iam-names.ts';
import { userShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type UserRecord, userTable } from '../identity-store.ts';

/** Makes a user; keys are made apart. */
export function createUser(identity: Identity): Operation<CreateUserRequest, CreateUserResponse> {
  const { store, clock } = identity;
  return async (input, context) => {
    const boundaryArn = input.PermissionsBoundary;
    if (boundaryArn !== undefined) await checkBoundary(identity, context.account, boundaryArn);
    const nowMs = clock.nowMs();
    const path = input.Path ?? '/';
    const user: UserRecord = {
      ...iamScope(context.account),
      parent: '',
      name: input.UserName,
      arn: iamArn('user', context, path, input.UserName),
      status: 'Active',
      creationMs: nowMs,
      modifiedMs: nowMs,
      document: {
        userId: newIamId('user'),
        path,
        tags: mergeTags([], input.Tags ?? []),
        attachedPolicyArns: [],
        inlinePolicies: {},
        groups: [],
        boundaryArn,
      },
      extra: {},
    };
    await store.transaction(async (tx) => {
      if (!(await userTable.insert(tx, user))) {
        throw entityAlreadyExists(`User with name ${input.UserName} already exists.`);
      }
      tx.afterCommit(identity.forgetPolicies);
    });
    return { User: userShape(user) };
  };
}
