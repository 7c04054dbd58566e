import { sql } from 'kysely';
import { resourceLimitExceeded } from '../../api/errors.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

/** Most feature groups of an account in a region. */
export interface FeatureLimits {
  readonly groups: number;
  /** Being created at a time. */
  readonly creations: number;
}

/** Developer guide, "Quotas, naming rules and data types". */
export const FEATURE_LIMITS: FeatureLimits = { groups: 100, creations: 4 };

type Tables = {
  feature_groups: { account: string; region: string; status: string };
  feature_group_locks: { account: string; region: string; creations: number };
};

/**
 * Counts the groups, the one that the transaction has just inserted included. Creations of an account stand in line
 * here: on PostgreSQL two transactions would not see each other's group. Throws ResourceLimitExceeded.
 */
export async function checkFeatureLimits(tx: SqlTransaction, scope: Scope, limits: FeatureLimits): Promise<void> {
  const { account, region } = scope;
  const db = tx.db.withTables<Tables>();
  await db
    .insertInto('feature_group_locks')
    .values({ account, region, creations: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'region'])
        .doUpdateSet({ creations: sql<number>`${sql.ref('feature_group_locks.creations')} + 1` }),
    )
    .execute();
  const { total, creating } = await db
    .selectFrom('feature_groups')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .select(sql<number>`sum(case when status = 'Creating' then 1 else 0 end)`.as('creating'))
    .where('account', '=', account)
    .where('region', '=', region)
    .executeTakeFirstOrThrow();
  if (Number(creating) > limits.creations) {
    throw exceeded('Maximum number of feature group creation workflows executing in parallel', limits.creations);
  }
  if (Number(total) > limits.groups) throw exceeded('Maximum number of feature groups', limits.groups);
}

function exceeded(what: string, limit: number) {
  return resourceLimitExceeded(
    `The account-level service limit '${what}' is ${limit} FeatureGroups, with current utilization of ${limit} ` +
      'FeatureGroups and a request delta of 1 FeatureGroups.',
  );
}
