import type { Kysely } from 'kysely';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

type TemplateRow = { project_id: string; generation: number; template: string; parameters: string };
type TemplateTables = { project_templates: TemplateRow };

/** A template as it was when it was taken, with the values given to it. Later changes of the product do not touch it. */
export interface KeptTemplate {
  readonly text: string;
  /** Values by name, as given: secrets in the clear. */
  readonly parameters: Readonly<Record<string, string>>;
}

export async function putTemplate(
  tx: SqlTransaction,
  projectId: string,
  generation: number,
  { text, parameters }: KeptTemplate,
): Promise<void> {
  await tx.db
    .withTables<TemplateTables>()
    .insertInto('project_templates')
    .values({ project_id: projectId, generation, template: text, parameters: JSON.stringify(parameters) })
    .execute();
}

export async function findTemplate(
  db: Kysely<unknown>,
  projectId: string,
  generation: number,
): Promise<KeptTemplate | undefined> {
  const row = await db
    .withTables<TemplateTables>()
    .selectFrom('project_templates')
    .select(['template', 'parameters'])
    .where('project_id', '=', projectId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  return row && { text: row.template, parameters: JSON.parse(row.parameters) as Record<string, string> };
}

/** Forgets all templates of a project but the one of a generation. */
export async function pruneTemplates(tx: SqlTransaction, projectId: string, keptGeneration?: number): Promise<void> {
  let query = tx.db.withTables<TemplateTables>().deleteFrom('project_templates').where('project_id', '=', projectId);
  if (keptGeneration !== undefined) query = query.where('generation', '<>', keptGeneration);
  await query.execute();
}
