import type { StepStatus } from '../../api/generated/sagemaker-types.ts';
import type { JsonValue } from '../../base/json.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { StepRun } from './executions/step-run.ts';

type StepRow = {
  execution_key: string;
  step_name: string;
  pipeline_key: string;
  ordinal: number;
  status: string;
  end_ms: number | null;
  cache_key: string | null;
  document: string;
  /** The Describe answer of what the step made, as JSON. Read only where an expression looks at it. */
  properties: string | null;
};
type StepTables = { pipeline_steps: StepRow };

/** What a reconcile changed of a step. Properties come once, when it succeeds. */
export interface StepChange {
  readonly run: StepRun;
  readonly properties?: JsonValue;
}

/** The rows of an execution's steps are keyed by the execution's ARN in lower case, and know their pipeline. */
export interface StepOwner {
  readonly executionKey: string;
  readonly pipelineKey: string;
}

const decode = (row: Pick<StepRow, 'document'>): StepRun => JSON.parse(row.document) as StepRun;

function encode({ run, properties }: StepChange, owner: StepOwner): StepRow {
  return {
    execution_key: owner.executionKey,
    step_name: run.stepName,
    pipeline_key: owner.pipelineKey,
    ordinal: run.ordinal,
    status: run.status,
    end_ms: run.endMs ?? null,
    cache_key: run.cacheKey ?? null,
    document: JSON.stringify(run),
    properties: properties === undefined ? null : JSON.stringify(properties),
  };
}

/** Every step that has begun, in the order of its beginning. */
export async function findSteps(store: SqlStore, executionKey: string): Promise<StepRun[]> {
  const rows = await store.reader
    .withTables<StepTables>()
    .selectFrom('pipeline_steps')
    .select('document')
    .where('execution_key', '=', executionKey)
    .orderBy('ordinal')
    .execute();
  return rows.map(decode);
}

/** A page of steps in the order of their beginning, or the reverse, after the ordinal `after`. */
export async function listSteps(
  store: SqlStore,
  executionKey: string,
  order: 'asc' | 'desc',
  limit: number,
  after: number | undefined,
): Promise<StepRun[]> {
  let query = store.reader
    .withTables<StepTables>()
    .selectFrom('pipeline_steps')
    .select('document')
    .where('execution_key', '=', executionKey);
  if (after !== undefined) query = query.where('ordinal', order === 'asc' ? '>' : '<', after);
  return (await query.orderBy('ordinal', order).limit(limit).execute()).map(decode);
}

/** Undefined for a step that has not succeeded. */
export async function findProperties(
  store: SqlStore,
  executionKey: string,
  stepName: string,
): Promise<JsonValue | undefined> {
  const row = await store.reader
    .withTables<StepTables>()
    .selectFrom('pipeline_steps')
    .select('properties')
    .where('execution_key', '=', executionKey)
    .where('step_name', '=', stepName)
    .executeTakeFirst();
  return row?.properties == null ? undefined : (JSON.parse(row.properties) as JsonValue);
}

/** The newest run of any execution of the pipeline with this cache key that succeeded at or after `sinceMs`. */
export async function findCached(
  store: SqlStore,
  pipelineKey: string,
  cacheKey: string,
  sinceMs: number,
): Promise<{ readonly run: StepRun; readonly properties: JsonValue; readonly executionKey: string } | undefined> {
  const succeeded: StepStatus = 'Succeeded';
  const row = await store.reader
    .withTables<StepTables>()
    .selectFrom('pipeline_steps')
    .selectAll()
    .where('pipeline_key', '=', pipelineKey)
    .where('cache_key', '=', cacheKey)
    .where('end_ms', '>=', sinceMs)
    .where('status', '=', succeeded)
    .orderBy('end_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row?.properties == null) return undefined;
  return { run: decode(row), properties: JSON.parse(row.properties) as JsonValue, executionKey: row.execution_key };
}

export async function putSteps(tx: SqlTransaction, owner: StepOwner, changes: readonly StepChange[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.db
    .withTables<StepTables>()
    .insertInto('pipeline_steps')
    .values(changes.map((change) => encode(change, owner)))
    .onConflict((conflict) =>
      conflict.columns(['execution_key', 'step_name']).doUpdateSet((eb) => ({
        status: eb.ref('excluded.status'),
        end_ms: eb.ref('excluded.end_ms'),
        cache_key: eb.ref('excluded.cache_key'),
        document: eb.ref('excluded.document'),
        properties: eb.fn.coalesce('excluded.properties', 'pipeline_steps.properties'),
      })),
    )
    .execute();
}

export async function deleteSteps(tx: SqlTransaction, pipelineKey: string): Promise<void> {
  await tx.db.withTables<StepTables>().deleteFrom('pipeline_steps').where('pipeline_key', '=', pipelineKey).execute();
}
