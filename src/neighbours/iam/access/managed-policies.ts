import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { iamScope, parsePolicyArn } from '../iam-names.ts';
import { type PolicyRecord, policyTable } from '../identity-store.ts';
import { awsPolicy } from './aws-policies.ts';

/** The text of the policy in force under an ARN, of AWS's own and of the account's; undefined when there is none. */
export async function managedPolicyText(
  store: SqlStore,
  account: string,
  policyArn: string,
): Promise<string | undefined> {
  const own = awsPolicy(policyArn);
  if (own) return own.document;
  const record = await accountPolicy(store, account, policyArn);
  return record && versionText(record, record.document.defaultVersionId);
}

/** A policy that the account made. */
export async function accountPolicy(
  store: SqlStore,
  account: string,
  policyArn: string,
): Promise<PolicyRecord | undefined> {
  const named = parsePolicyArn(policyArn);
  if (named?.account !== account) return undefined;
  const record = await policyTable.find(store, iamScope(account), named.name);
  return record?.arn === policyArn ? record : undefined;
}

export function versionText({ document }: PolicyRecord, versionId: string): string | undefined {
  return document.versions.find((version) => version.versionId === versionId)?.document;
}
