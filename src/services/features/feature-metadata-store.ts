import type { FeatureParameter } from '../../api/generated/sagemaker-types.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

/** What people have written about a feature. There is none until they do. */
export interface FeatureMetadata {
  readonly description?: string | undefined;
  readonly parameters: readonly Required<FeatureParameter>[];
  readonly modifiedMs: number;
}

type MetadataTables = {
  feature_metadata: {
    group_arn: string;
    feature_name: string;
    description: string | null;
    /** JSON: key and value by their order of addition. */
    parameters: string;
    modified_ms: number;
  };
};

/** Pass `store.reader`, or a transaction's `db` that holds the group's lock. */
export async function featureMetadata(
  db: SqlStore['reader'],
  groupArn: string,
  featureName: string,
): Promise<FeatureMetadata | undefined> {
  const row = await db
    .withTables<MetadataTables>()
    .selectFrom('feature_metadata')
    .selectAll()
    .where('group_arn', '=', groupArn)
    .where('feature_name', '=', featureName)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    description: row.description ?? undefined,
    parameters: JSON.parse(row.parameters) as Required<FeatureParameter>[],
    modifiedMs: row.modified_ms,
  };
}

export async function putFeatureMetadata(
  tx: SqlTransaction,
  groupArn: string,
  featureName: string,
  metadata: FeatureMetadata,
): Promise<void> {
  const changes = {
    description: metadata.description ?? null,
    parameters: JSON.stringify(metadata.parameters),
    modified_ms: metadata.modifiedMs,
  };
  await tx.db
    .withTables<MetadataTables>()
    .insertInto('feature_metadata')
    .values({ group_arn: groupArn, feature_name: featureName, ...changes })
    .onConflict((conflict) => conflict.columns(['group_arn', 'feature_name']).doUpdateSet(changes))
    .execute();
}

/** When the group goes. */
export async function deleteFeatureMetadata(tx: SqlTransaction, groupArn: string): Promise<void> {
  await tx.db.withTables<MetadataTables>().deleteFrom('feature_metadata').where('group_arn', '=', groupArn).execute();
}
