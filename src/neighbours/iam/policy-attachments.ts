import type { SqlStore } from '../../store/sql/sql-store.ts';
import { everyRecord } from './iam-lists.ts';
import {
  type GroupRecord,
  groupTable,
  type RoleRecord,
  roleTable,
  type UserRecord,
  userTable,
} from './identity-store.ts';

/** Everything that a managed policy is attached to, each by name. */
export interface Attachments {
  readonly users: readonly UserRecord[];
  readonly roles: readonly RoleRecord[];
  readonly groups: readonly GroupRecord[];
}

/** Walks over the account's identities: there are thousands at most, and it is asked when somebody tidies up. */
export async function attachmentsOf(
  store: SqlStore,
  account: string,
  policyArn: string,
  usage: 'PermissionsPolicy' | 'PermissionsBoundary' = 'PermissionsPolicy',
): Promise<Attachments> {
  const holds = ({
    document,
  }: {
    document: { attachedPolicyArns: readonly string[]; boundaryArn?: string | undefined };
  }) =>
    usage === 'PermissionsPolicy'
      ? document.attachedPolicyArns.includes(policyArn)
      : document.boundaryArn === policyArn;
  const found = { users: [] as UserRecord[], roles: [] as RoleRecord[], groups: [] as GroupRecord[] };
  for await (const user of everyRecord(userTable, store, account)) if (holds(user)) found.users.push(user);
  for await (const role of everyRecord(roleTable, store, account)) if (holds(role)) found.roles.push(role);
  for await (const group of everyRecord(groupTable, store, account)) if (holds(group)) found.groups.push(group);
  return found;
}

/** How often each managed policy is attached in the account. */
export async function attachmentCounts(store: SqlStore, account: string): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const table of [userTable, roleTable, groupTable]) {
    for await (const { document } of everyRecord<{ readonly attachedPolicyArns: readonly string[] }>(
      table as never,
      store,
      account,
    )) {
      for (const arn of document.attachedPolicyArns) counts.set(arn, (counts.get(arn) ?? 0) + 1);
    }
  }
  return counts;
}
