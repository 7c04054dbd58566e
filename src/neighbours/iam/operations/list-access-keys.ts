import type { ListAccessKeysRequest, ListAccessKeysResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userOrCaller } from '../caller-user.ts';
import { accessKeyShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { accessKeysOf } from '../identity-store.ts';

/** A user's keys without their secrets; there are at most two, so they fit one page. */
export function listAccessKeys(identity: Identity): Operation<ListAccessKeysRequest, ListAccessKeysResponse> {
  return async (input, context) => {
    const user = await userOrCaller(identity, context, input.UserName);
    const keys = await accessKeysOf(identity.store.reader, context.account, user.name);
    return { AccessKeyMetadata: keys.map((key) => accessKeyShape(key, user.name)), IsTruncated: false };
  };
}
