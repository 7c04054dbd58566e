import type { CreateUserRequest, CreateUserResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { entityAlreadyExists } from '../iam-errors.ts';
import { iamArn, iamScope, newUserId } from '../iam-names.ts';
import { userShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { type UserRecord, userTable } from '../identity-store.ts';

/** Makes a user; keys are made apart. */
export function createUser({ store, clock }: Identity): Operation<CreateUserRequest, CreateUserResponse> {
  return async (input, context) => {
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
      document: { userId: newUserId(), path, tags: input.Tags ?? [] },
      extra: {},
    };
    if (!(await store.transaction((tx) => userTable.insert(tx, user)))) {
      throw entityAlreadyExists(`User with name ${input.UserName} already exists.`);
    }
    return { User: userShape(user) };
  };
}
