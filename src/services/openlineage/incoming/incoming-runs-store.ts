import type { ActionStatus } from '../../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';

type RunRow = { account: string; region: string; run_id: string; action_name: string; status: string };
type RunTables = { openlineage_runs: RunRow };

/** How far a run has come. Events may arrive in any order: none takes a run back. */
const PROGRESS: Partial<Record<ActionStatus, number>> = { Unknown: 0, InProgress: 1 };
const ENDED = 2;

const progressOf = (status: ActionStatus) => PROGRESS[status] ?? ENDED;

/** Takes note of a run's status and gives what it is now: the furthest that it was told to have come. */
export async function noteStatus(
  store: SqlStore,
  tx: SqlTransaction,
  scope: Scope,
  run: { readonly runId: string; readonly actionName: string; readonly status: ActionStatus },
): Promise<ActionStatus> {
  const tables = tx.db.withTables<RunTables>();
  const { numInsertedOrUpdatedRows } = await tables
    .insertInto('openlineage_runs')
    .values({
      account: scope.account,
      region: scope.region,
      run_id: run.runId,
      action_name: run.actionName,
      status: run.status,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows) return run.status;
  const query = tables
    .selectFrom('openlineage_runs')
    .select('status')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('run_id', '=', run.runId);
  const row = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  const known = (row?.status ?? 'Unknown') as ActionStatus;
  if (progressOf(run.status) <= progressOf(known)) return known;
  await tables
    .updateTable('openlineage_runs')
    .set({ status: run.status })
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('run_id', '=', run.runId)
    .execute();
  return run.status;
}
