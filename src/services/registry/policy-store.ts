import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

type PolicyTables = { model_package_group_policies: { group_arn: string; policy: string; modified_ms: number } };

/** The JSON text of the group's resource policy as it was put, undefined when it has none. */
export async function groupPolicy(store: SqlStore, groupArn: string): Promise<string | undefined> {
  const row = await store.reader
    .withTables<PolicyTables>()
    .selectFrom('model_package_group_policies')
    .select('policy')
    .where('group_arn', '=', groupArn.toLowerCase())
    .executeTakeFirst();
  return row?.policy;
}

/** The policy that a package group of this ARN, or the group of a version of this ARN, carries. */
export async function resourcePolicy(store: SqlStore, resourceArn: string): Promise<string | undefined> {
  const groupArn = resourceArn.replace(/:model-package\/([^/]+)\/.*$/s, ':model-package-group/$1');
  return groupArn.includes(':model-package-group/') ? groupPolicy(store, groupArn) : undefined;
}

/** Sets the policy, in place of any there is. */
export async function putPolicy(tx: SqlTransaction, groupArn: string, policy: string, nowMs: number): Promise<void> {
  await tx.db
    .withTables<PolicyTables>()
    .insertInto('model_package_group_policies')
    .values({ group_arn: groupArn.toLowerCase(), policy, modified_ms: nowMs })
    .onConflict((conflict) => conflict.column('group_arn').doUpdateSet({ policy, modified_ms: nowMs }))
    .execute();
}

/** False when there was none. */
export async function removePolicy(tx: SqlTransaction, groupArn: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .withTables<PolicyTables>()
    .deleteFrom('model_package_group_policies')
    .where('group_arn', '=', groupArn.toLowerCase())
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
