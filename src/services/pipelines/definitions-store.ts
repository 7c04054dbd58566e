import { createHash } from 'node:crypto';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

type DefinitionRow = { pipeline_key: string; definition_hash: string; definition: string };
type DefinitionTables = {
  pipeline_definitions: DefinitionRow;
  pipeline_executions: { parent: string; definition_hash: string };
};

/** What a definition's text is known by within its pipeline. */
export const definitionHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The very text that was sent. */
export async function findDefinition(store: SqlStore, pipelineKey: string, hash: string): Promise<string | undefined> {
  // A definition's text never changes, so the copy in memory is right for as long as anyone asks for it.
  const cacheKey = ['pipeline_definitions', pipelineKey, hash].join('\n');
  const cached = store.rows?.get(cacheKey) as Pick<DefinitionRow, 'definition'> | undefined;
  if (cached) return cached.definition;
  const changes = store.rows?.changes ?? 0;
  const row = await store.reader
    .withTables<DefinitionTables>()
    .selectFrom('pipeline_definitions')
    .select('definition')
    .where('pipeline_key', '=', pipelineKey)
    .where('definition_hash', '=', hash)
    .executeTakeFirst();
  if (row) store.rows?.put(cacheKey, row, row.definition.length, changes);
  return row?.definition;
}

export async function putDefinition(tx: SqlTransaction, pipelineKey: string, text: string): Promise<void> {
  await tx.db
    .withTables<DefinitionTables>()
    .insertInto('pipeline_definitions')
    .values({ pipeline_key: pipelineKey, definition_hash: definitionHash(text), definition: text })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Forgets what neither the pipeline (which now has `keep`) nor one of its executions uses any more. */
export async function pruneDefinitions(tx: SqlTransaction, pipelineKey: string, keep: string): Promise<void> {
  await tx.db
    .withTables<DefinitionTables>()
    .deleteFrom('pipeline_definitions')
    .where('pipeline_key', '=', pipelineKey)
    .where('definition_hash', '<>', keep)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('pipeline_executions')
            .select('parent')
            .where('parent', '=', pipelineKey)
            .whereRef('pipeline_executions.definition_hash', '=', 'pipeline_definitions.definition_hash'),
        ),
      ),
    )
    .execute();
}

export async function deleteDefinitions(tx: SqlTransaction, pipelineKey: string): Promise<void> {
  await tx.db
    .withTables<DefinitionTables>()
    .deleteFrom('pipeline_definitions')
    .where('pipeline_key', '=', pipelineKey)
    .execute();
}
