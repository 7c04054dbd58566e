import type { Tags } from '../../../api/policies/call-keys.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { iamScope } from '../iam-names.ts';
import { groupTable, type HolderDocument, roleTable, userTable } from '../identity-store.ts';
import { managedPolicyText } from './managed-policies.ts';

/** What hangs on a user or role, as JSON texts. */
export interface PolicyTexts {
  readonly arn: string;
  readonly tags: Tags;
  readonly identity: readonly string[];
  /** Absent without a boundary. */
  readonly boundary: readonly string[] | undefined;
}

/** Undefined when there is no such role. */
export async function textsOfRole(store: SqlStore, account: string, name: string): Promise<PolicyTexts | undefined> {
  const role = await roleTable.find(store, iamScope(account), name);
  if (!role) return undefined;
  const { document, arn } = role;
  return {
    arn,
    tags: document.tags,
    identity: await textsOfHolder(store, account, document),
    boundary: await boundaryTexts(store, account, document.boundaryArn),
  };
}

/** A user's own policies, and those of its groups. Undefined when there is no such user. */
export async function textsOfUser(store: SqlStore, account: string, name: string): Promise<PolicyTexts | undefined> {
  const user = await userTable.find(store, iamScope(account), name);
  if (!user) return undefined;
  const { document, arn } = user;
  const groups = await groupTable.findMany(store.reader, iamScope(account), document.groups ?? []);
  const holders = [document, ...[...groups.values()].map((group) => group.document)];
  const texts = await Promise.all(holders.map((holder) => textsOfHolder(store, account, holder)));
  return {
    arn,
    tags: document.tags,
    identity: texts.flat(),
    boundary: await boundaryTexts(store, account, document.boundaryArn),
  };
}

async function textsOfHolder(store: SqlStore, account: string, holder: HolderDocument): Promise<readonly string[]> {
  const attached = await Promise.all(holder.attachedPolicyArns.map((arn) => managedPolicyText(store, account, arn)));
  return [...Object.values(holder.inlinePolicies), ...attached.filter((text) => text !== undefined)];
}

/** A boundary that is gone lets nothing through. */
async function boundaryTexts(store: SqlStore, account: string, arn: string | undefined) {
  if (arn === undefined) return undefined;
  const text = await managedPolicyText(store, account, arn);
  return text === undefined ? [] : [text];
}
