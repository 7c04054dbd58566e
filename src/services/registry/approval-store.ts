import type { ModelApprovalStatus } from '../../api/generated/sagemaker-types.ts';
import { newUuid } from '../../base/ids.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

/** A decision on a version: who made it, when, from what to what, and what they said. */
export interface ApprovalDecision {
  readonly packageArn: string;
  readonly decidedMs: number;
  readonly status: ModelApprovalStatus;
  /** What the decision has changed; undefined for the first one, which comes with the version. */
  readonly previousStatus?: ModelApprovalStatus | undefined;
  readonly description?: string | undefined;
  readonly principalArn: string;
}

type ApprovalRow = {
  approval_id: string;
  package_arn: string;
  decided_ms: number;
  status: string;
  previous_status: string | null;
  description: string | null;
  principal_arn: string;
};
type ApprovalTables = { model_package_approvals: ApprovalRow };

export async function recordApproval(tx: SqlTransaction, decision: ApprovalDecision): Promise<void> {
  await tx.db
    .withTables<ApprovalTables>()
    .insertInto('model_package_approvals')
    .values({
      approval_id: newUuid(),
      package_arn: decision.packageArn,
      decided_ms: decision.decidedMs,
      status: decision.status,
      previous_status: decision.previousStatus ?? null,
      description: decision.description ?? null,
      principal_arn: decision.principalArn,
    })
    .execute();
}

/** Every decision on the package, the first one first. They are kept when the package is deleted. */
export async function approvalHistory(store: SqlStore, packageArn: string): Promise<ApprovalDecision[]> {
  const rows = await store.reader
    .withTables<ApprovalTables>()
    .selectFrom('model_package_approvals')
    .selectAll()
    .where('package_arn', '=', packageArn)
    .orderBy('decided_ms')
    .execute();
  return rows.map((row) => ({
    packageArn: row.package_arn,
    decidedMs: row.decided_ms,
    status: row.status as ModelApprovalStatus,
    ...(row.previous_status === null ? {} : { previousStatus: row.previous_status as ModelApprovalStatus }),
    ...(row.description === null ? {} : { description: row.description }),
    principalArn: row.principal_arn,
  }));
}
