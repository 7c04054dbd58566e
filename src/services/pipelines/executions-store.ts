import { resourceNotFound } from '../../api/errors.ts';
import type {
  ParallelismConfiguration,
  PipelineExperimentConfig,
  UserContext,
} from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { Scope } from '../../base/arn.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { ParameterValues } from './expressions/parameter-values.ts';
import { keyOfArn } from './pipelines-store.ts';

export interface ExecutionDocument {
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly roleArn: string;
  readonly parallelism?: ParallelismConfiguration | undefined;
  readonly parameters: ParameterValues;
  readonly experiment?: PipelineExperimentConfig | undefined;
  readonly failureReason?: string | undefined;
  readonly createdBy: UserContext;
  readonly modifiedBy: UserContext;
}

export type ExecutionColumns = { definition_hash: string };
/** Its name is the execution's id, its parent the pipeline's key, its creation the start. */
export type ExecutionRecord = ResourceRecord<ExecutionDocument, ExecutionColumns>;

export const executionsTable = new RecordTable<ExecutionDocument, ExecutionColumns>('pipeline_executions', [
  'definition_hash',
]);

export const executionArn = (pipelineArn: string, executionId: string): string =>
  `${pipelineArn}/execution/${executionId}`;

const ARN_PATTERN = /^(.+:pipeline\/[^/]+)\/execution\/([a-z0-9]+)$/i;

/** The execution of the caller's account and region; inside a transaction locked. Throws ResourceNotFound. */
export async function requireExecution(
  store: SqlStore,
  arn: string,
  context: Scope,
  tx?: SqlTransaction,
): Promise<ExecutionRecord> {
  const [, pipelineArn = '', id = ''] = ARN_PATTERN.exec(arn) ?? [];
  const parent = keyOfArn(pipelineArn);
  const found = await (tx
    ? executionsTable.findForUpdate(store, tx, context, id, parent)
    : executionsTable.find(store, context, id, parent));
  if (!found) throw resourceNotFound(`PipelineExecution '${arn}' does not exist.`);
  return found;
}

type ExecutionTables = { pipeline_executions: { parent: string; account: string; region: string; status: string } };

/** Whether one of the pipeline's executions has not ended. */
export async function hasRunningExecution(tx: SqlTransaction, pipelineKey: string, context: OperationContext) {
  const row = await tx.db
    .withTables<ExecutionTables>()
    .selectFrom('pipeline_executions')
    .select('status')
    .where('account', '=', context.account)
    .where('region', '=', context.region)
    .where('parent', '=', pipelineKey)
    .where('status', 'in', ['Executing', 'Stopping'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export function deleteExecutions(tx: SqlTransaction, pipelineKey: string, context: Scope): Promise<void> {
  return executionsTable.deleteChildren(tx, context, pipelineKey);
}
