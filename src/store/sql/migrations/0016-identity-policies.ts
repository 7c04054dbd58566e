import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

type Holder = { account: string; region: string; parent: string; name_key: string; document: string };
type Holders = { iam_users: Holder; iam_roles: Holder };
type Policies = { attachedPolicyArns?: string[]; inlinePolicies?: Record<string, string> };

/**
 * From here on policies are evaluated. Users and roles that were made before had no say in it and could do everything,
 * or everything but IAM: they keep that, as policies that can be seen and taken away. A role that was given policies is
 * held to them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'iam_policies');
  await createRecordTable(db, 'iam_groups');
  await db.schema
    .createTable('accounts')
    .addColumn('account', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull().unique())
    .execute();
  await attachWhereNoneIs(db, 'iam_users', 'arn:aws:iam::aws:policy/AdministratorAccess');
  await attachWhereNoneIs(db, 'iam_roles', 'arn:aws:iam::aws:policy/PowerUserAccess');
}

async function attachWhereNoneIs(db: Kysely<unknown>, table: keyof Holders, policyArn: string): Promise<void> {
  const holders = db.withTables<Holders>();
  for (const row of await holders.selectFrom(table).selectAll().execute()) {
    const document = JSON.parse(row.document) as Policies;
    if (document.attachedPolicyArns?.length || Object.keys(document.inlinePolicies ?? {}).length > 0) continue;
    const changed = JSON.stringify({ ...document, attachedPolicyArns: [policyArn], inlinePolicies: {} });
    await holders
      .updateTable(table)
      .set({ document: changed })
      .where('account', '=', row.account)
      .where('region', '=', row.region)
      .where('parent', '=', row.parent)
      .where('name_key', '=', row.name_key)
      .execute();
  }
}
