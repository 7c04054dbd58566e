import type { Kysely } from 'kysely';
import type { SagemakerServicecatalogStatus } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

type PortfolioTables = { project_portfolios: { account: string; region: string; status: string } };

/** Whether the account may use products in the region. Disabled until it is enabled. */
export async function portfolioStatus(db: Kysely<unknown>, scope: Scope): Promise<SagemakerServicecatalogStatus> {
  const row = await db
    .withTables<PortfolioTables>()
    .selectFrom('project_portfolios')
    .select('status')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .executeTakeFirst();
  return row?.status === 'Enabled' ? 'Enabled' : 'Disabled';
}

export async function putPortfolioStatus(
  tx: SqlTransaction,
  { account, region }: Scope,
  status: SagemakerServicecatalogStatus,
): Promise<void> {
  await tx.db
    .withTables<PortfolioTables>()
    .insertInto('project_portfolios')
    .values({ account, region, status })
    .onConflict((conflict) => conflict.columns(['account', 'region']).doUpdateSet({ status }))
    .execute();
}
