import { resourceNotFound } from '../../api/errors.ts';
import type { ParallelismConfiguration, UserContext } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { formatArn, partitionOf, type Scope } from '../../base/arn.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

export interface PipelineDocument {
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly roleArn: string;
  readonly parallelism?: ParallelismConfiguration | undefined;
  readonly createdBy: UserContext;
  readonly modifiedBy: UserContext;
}

export type PipelineColumns = { definition_hash: string; last_run_ms: number | null };
export type PipelineRecord = ResourceRecord<PipelineDocument, PipelineColumns>;

export const pipelinesTable = new RecordTable<PipelineDocument, PipelineColumns>('pipelines', [
  'definition_hash',
  'last_run_ms',
]);

/** Unlike other ARNs of SageMaker, a pipeline's keeps the letter case of its name. They compare without case. */
export function pipelineArn(scope: Scope, name: string): string {
  return formatArn({
    partition: partitionOf(scope.region),
    service: 'sagemaker',
    region: scope.region,
    account: scope.account,
    resource: `pipeline/${name}`,
  });
}

/** What rows that belong to a pipeline or an execution know it by: its ARN without letter case. */
export const keyOfArn = (arn: string): string => arn.toLowerCase();

/** The name in a request's PipelineName, which may hold a name or an ARN. */
function pipelineNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : nameOrArn;
}

/** The pipeline of the caller's account and region. Throws ResourceNotFound. */
export async function requirePipeline(
  store: SqlStore,
  nameOrArn: string,
  context: OperationContext,
  tx?: SqlTransaction,
): Promise<PipelineRecord> {
  const name = pipelineNameOf(nameOrArn);
  const arn = pipelineArn(context, name);
  const isOwn = !nameOrArn.startsWith('arn:') || keyOfArn(nameOrArn) === keyOfArn(arn);
  const found =
    isOwn &&
    (await (tx ? pipelinesTable.findForUpdate(store, tx, context, name) : pipelinesTable.find(store, context, name)));
  if (!found) throw resourceNotFound(`Pipeline '${isOwn ? arn : nameOrArn}' does not exist.`);
  return found;
}
