import type { UpdateAccessKeyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { userOrCaller } from '../caller-user.ts';
import { noSuchAccessKey } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { accessKeysOf, putAccessKey } from '../identity-store.ts';

/** Switches a key on or off. */
export function updateAccessKey(identity: Identity): Operation<UpdateAccessKeyRequest, Record<never, never>> {
  const { store, forgetCredentials } = identity;
  return async (input, context) => {
    const status = input.Status;
    if (status !== 'Active' && status !== 'Inactive') {
      throw new ServiceError('ValidationError', `Status ${status} cannot be set on an access key.`);
    }
    const user = await userOrCaller(identity, context, input.UserName);
    await store.transaction(async (tx) => {
      const keys = await accessKeysOf(tx.db, context.account, user.name);
      const key = keys.find((candidate) => candidate.access_key_id === input.AccessKeyId);
      if (!key) throw noSuchAccessKey(input.AccessKeyId);
      await putAccessKey(tx, { ...key, status });
      tx.afterCommit(forgetCredentials);
    });
    return {};
  };
}
