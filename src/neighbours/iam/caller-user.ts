import type { OperationContext } from '../../api/operation.ts';
import { ServiceError } from '../../base/errors.ts';
import { noSuchUser } from './iam-errors.ts';
import { iamScope } from './iam-names.ts';
import type { Identity } from './identity.ts';
import { type UserRecord, userTable } from './identity-store.ts';

/** The user named, or the caller when the request names none. Throws NoSuchEntity. */
export async function userOrCaller(
  identity: Identity,
  context: OperationContext,
  userName: string | undefined,
): Promise<UserRecord> {
  const name = userName ?? callerName(context);
  const user = await userTable.find(identity.store, iamScope(context.account), name);
  if (!user) throw noSuchUser(name);
  return user;
}

function callerName({ principal }: OperationContext): string {
  if (principal.kind !== 'user') {
    throw new ServiceError('ValidationError', 'Must specify userName when calling with non-User credentials', 400);
  }
  return principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
}
