import type { GetUserRequest, GetUserResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userOrCaller } from '../caller-user.ts';
import { userShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';

/** The user named, or the caller. */
export function getUser(identity: Identity): Operation<GetUserRequest, GetUserResponse> {
  return async (input, context) => ({ User: userShape(await userOrCaller(identity, context, input.UserName)) });
}
