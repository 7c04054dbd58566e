import type { OperationContext } from '../../api/operation.ts';
import { noSuchRole } from './iam-errors.ts';
import { iamScope } from './iam-names.ts';
import type { Identity } from './identity.ts';
import { type RoleDocument, type RoleRecord, roleTable } from './identity-store.ts';

/** The role of the caller's account. Throws NoSuchEntity. */
export async function roleNamed(identity: Identity, context: OperationContext, name: string): Promise<RoleRecord> {
  const role = await roleTable.find(identity.store, iamScope(context.account), name);
  if (!role) throw noSuchRole(name);
  return role;
}

/** Changes the role's document under its lock. Throws NoSuchEntity, and whatever `change` throws. */
export async function changeRole(
  identity: Identity,
  context: OperationContext,
  name: string,
  change: (document: RoleDocument) => RoleDocument,
): Promise<void> {
  const { store, clock } = identity;
  await store.transaction(async (tx) => {
    const role = await roleTable.findForUpdate(store, tx, iamScope(context.account), name);
    if (!role) throw noSuchRole(name);
    await roleTable.update(tx, { ...role, modifiedMs: clock.nowMs(), document: change(role.document) });
  });
}
