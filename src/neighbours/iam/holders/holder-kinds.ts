import type { OperationContext } from '../../../api/operation.ts';
import type { ServiceError } from '../../../base/errors.ts';
import type { RecordTable, ResourceRecord } from '../../../store/sql/record-table.ts';
import { noSuchGroup, noSuchRole, noSuchUser } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import {
  type GroupDocument,
  groupTable,
  type HolderDocument,
  type RoleDocument,
  roleTable,
  type UserDocument,
  userTable,
} from '../identity-store.ts';

/** What is the same for users, roles and groups: policies hang on them. IAM has a set of operations for each. */
export interface HolderKind<Member extends string, Document extends HolderDocument> {
  readonly noun: 'user' | 'role' | 'group';
  /** The member of requests that names one. */
  readonly member: Member;
  readonly table: RecordTable<Document>;
  /** The quota that attaching one policy too many exceeds. */
  readonly attachQuota: string;
  /** Characters of all inline policies together, without white space (IAM quotas). */
  readonly inlineSizeMax: number;
  missing(name: string): ServiceError;
}

export const USERS: HolderKind<'UserName', UserDocument> = {
  noun: 'user',
  member: 'UserName',
  table: userTable,
  attachQuota: 'PoliciesPerUser',
  inlineSizeMax: 2048,
  missing: noSuchUser,
};

export const ROLES: HolderKind<'RoleName', RoleDocument> = {
  noun: 'role',
  member: 'RoleName',
  table: roleTable,
  attachQuota: 'PoliciesPerRole',
  inlineSizeMax: 10_240,
  missing: noSuchRole,
};

export const GROUPS: HolderKind<'GroupName', GroupDocument> = {
  noun: 'group',
  member: 'GroupName',
  table: groupTable,
  attachQuota: 'PoliciesPerGroup',
  inlineSizeMax: 5120,
  missing: noSuchGroup,
};

/** The user, role or group of the caller's account. Throws NoSuchEntity. */
export async function holderNamed<Document extends HolderDocument>(
  { store }: Identity,
  kind: HolderKind<string, Document>,
  context: OperationContext,
  name: string,
): Promise<ResourceRecord<Document>> {
  const holder = await kind.table.find(store, iamScope(context.account), name);
  if (!holder) throw kind.missing(name);
  return holder;
}

/**
 * Changes the document under its lock; decisions go by it as soon as it is committed. Throws NoSuchEntity, and whatever
 * `change` throws.
 */
export async function changeHolder<Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<string, Document>,
  context: OperationContext,
  name: string,
  change: (document: Document) => Document,
): Promise<void> {
  const { store, clock } = identity;
  await store.transaction(async (tx) => {
    const holder = await kind.table.findForUpdate(store, tx, iamScope(context.account), name);
    if (!holder) throw kind.missing(name);
    await kind.table.update(tx, { ...holder, modifiedMs: clock.nowMs(), document: change(holder.document) });
    tx.afterCommit(identity.forgetPolicies);
  });
}
