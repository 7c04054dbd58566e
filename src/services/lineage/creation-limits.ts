import { sql } from 'kysely';
import { resourceLimitExceeded } from '../../api/errors.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { LineageKind } from './lineage-kinds.ts';

/** Most things that callers may have created in an account and region. What the platform records is not counted. */
export type LineageLimits = Readonly<Record<Countable, number>>;
export type Countable = LineageKind | 'association';

/** Developer guide, lineage tracking entities. */
export const LINEAGE_LIMITS: LineageLimits = { action: 3000, artifact: 6000, context: 500, association: 6000 };

type CountRow = { account: string; region: string; counted: string; total: number };
type CountTables = { lineage_counts: CountRow };

/** Counts one more, in the transaction that creates it. Throws ResourceLimitExceeded. */
export async function countCreated(
  tx: SqlTransaction,
  scope: Scope,
  counted: Countable,
  limits: LineageLimits = LINEAGE_LIMITS,
): Promise<void> {
  const { total } = await tx.db
    .withTables<CountTables>()
    .insertInto('lineage_counts')
    .values({ account: scope.account, region: scope.region, counted, total: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'region', 'counted'])
        .doUpdateSet({ total: sql<number>`${sql.ref('lineage_counts.total')} + 1` }),
    )
    .returning('total')
    .executeTakeFirstOrThrow();
  const limit = limits[counted];
  if (total <= limit) return;
  const unit = `${counted.charAt(0).toUpperCase()}${counted.slice(1)}s`;
  throw resourceLimitExceeded(
    `The account-level service limit 'Number of ${counted}s' is ${limit} ${unit}, with current utilization of ` +
      `${limit} ${unit} and a request delta of 1 ${unit}.`,
  );
}

/** Counts fewer, in the transaction that deletes them. */
export async function countDeleted(tx: SqlTransaction, scope: Scope, counted: Countable, deleted = 1): Promise<void> {
  await tx.db
    .withTables<CountTables>()
    .updateTable('lineage_counts')
    .set({ total: sql<number>`total - ${deleted}` })
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('counted', '=', counted)
    .execute();
}
