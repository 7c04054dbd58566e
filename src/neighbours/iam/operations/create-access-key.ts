import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { randomMixedId } from '../../../base/ids.ts';
import { newAccessKeyId } from '../administrator.ts';
import { userOrCaller } from '../caller-user.ts';
import { limitExceeded, noSuchUser } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { type AccessKeyRow, accessKeysOf, putAccessKey, userTable } from '../identity-store.ts';

/** Keys a user may have (IAM quota). */
const KEYS_MAX = 2;

/** Makes a key pair. The secret is in this answer and in no other. */
export function createAccessKey(identity: Identity): Operation<CreateAccessKeyRequest, CreateAccessKeyResponse> {
  const { store, clock } = identity;
  return async (input, context) => {
    const { name } = await userOrCaller(identity, context, input.UserName);
    const key: AccessKeyRow = {
      access_key_id: newAccessKeyId(),
      account: context.account,
      user_key: name.toLowerCase(),
      secret: randomMixedId(40),
      status: 'Active',
      creation_ms: clock.nowMs(),
    };
    await store.transaction(async (tx) => {
      // The lock on the user keeps two callers from both making the last key allowed.
      const user = await userTable.findForUpdate(store, tx, iamScope(context.account), name);
      if (!user) throw noSuchUser(name);
      if ((await accessKeysOf(tx.db, context.account, name)).length >= KEYS_MAX) {
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${KEYS_MAX}`);
      }
      await putAccessKey(tx, key);
    });
    return {
      AccessKey: {
        UserName: name,
        AccessKeyId: key.access_key_id,
        Status: key.status,
        SecretAccessKey: key.secret,
        CreateDate: epochSeconds(key.creation_ms),
      },
    };
  };
}
