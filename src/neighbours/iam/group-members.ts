import type { SqlStore } from '../../store/sql/sql-store.ts';
import { everyRecord } from './iam-lists.ts';
import { type UserRecord, userTable } from './identity-store.ts';

/** The users of a group by name. Membership is kept with the user, where decisions read it. */
export async function membersOf(store: SqlStore, account: string, groupName: string): Promise<readonly UserRecord[]> {
  const members: UserRecord[] = [];
  const wanted = groupName.toLowerCase();
  for await (const user of everyRecord(userTable, store, account)) {
    if (user.document.groups?.some((name) => name.toLowerCase() === wanted)) members.push(user);
  }
  return members;
}
