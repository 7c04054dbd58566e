import type { DeleteAccessKeyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userOrCaller } from '../caller-user.ts';
import { noSuchAccessKey } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { accessKeysOf, deleteAccessKey as removeAccessKey } from '../identity-store.ts';

/** Ends a key at once. */
export function deleteAccessKey(identity: Identity): Operation<DeleteAccessKeyRequest, Record<never, never>> {
  const { store, forgetCredentials } = identity;
  return async (input, context) => {
    const user = await userOrCaller(identity, context, input.UserName);
    await store.transaction(async (tx) => {
      const keys = await accessKeysOf(tx.db, context.account, user.name);
      if (!keys.some((key) => key.access_key_id === input.AccessKeyId)) throw noSuchAccessKey(input.AccessKeyId);
      await removeAccessKey(tx, input.AccessKeyId);
      tx.afterCommit(forgetCredentials);
    });
    return {};
  };
}
