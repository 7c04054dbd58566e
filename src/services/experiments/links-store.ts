import { sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { ComponentRecord, TrialRecord } from './experiments-store.ts';

type LinkRow = {
  account: string;
  region: string;
  trial_key: string;
  component_key: string;
  experiment_key: string;
  trial_ms: number;
  component_ms: number;
};
type LinkTables = { trial_component_links: LinkRow };

/** Puts a component into a trial. One that is there stays as it is. Both rows must be locked. */
export async function insertLink(tx: SqlTransaction, trial: TrialRecord, component: ComponentRecord): Promise<void> {
  await tx.db
    .withTables<LinkTables>()
    .insertInto('trial_component_links')
    .values({
      account: trial.account,
      region: trial.region,
      trial_key: trial.name.toLowerCase(),
      component_key: component.name.toLowerCase(),
      experiment_key: trial.extra.experiment_key,
      trial_ms: trial.creationMs,
      component_ms: component.creationMs,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** False when the component was not in the trial. */
export async function deleteLink(
  tx: SqlTransaction,
  scope: Scope,
  trialName: string,
  componentName: string,
): Promise<boolean> {
  const result = await tx.db
    .withTables<LinkTables>()
    .deleteFrom('trial_component_links')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('trial_key', '=', trialName.toLowerCase())
    .where('component_key', '=', componentName.toLowerCase())
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
}

/** What a list of links is narrowed to. */
export type LinkEnd = 'trial_key' | 'component_key' | 'experiment_key';

/** True when a trial has components, or a component is in trials. */
export async function hasLinks(tx: SqlTransaction, scope: Scope, end: LinkEnd, name: string): Promise<boolean> {
  const row = await tx.db
    .withTables<LinkTables>()
    .selectFrom('trial_component_links')
    .select('trial_key')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where(end, '=', name.toLowerCase())
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export interface LinkQuery {
  /** Which ends are asked for. */
  readonly wanted: 'trial' | 'component';
  /** Names that the links must have at other ends; at least one. */
  readonly ends: Readonly<Partial<Record<LinkEnd, string>>>;
  readonly sortBy: 'Name' | 'CreationTime';
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** `keyOfLinked` of the last one of the page before; empty for the first. */
  readonly after: readonly (string | number)[];
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
}

/** An end of links: a trial or a component, by its name in lower case. */
export interface Linked {
  readonly nameKey: string;
  readonly creationMs: number;
}

/** Each trial or component at the end of the links once: a component may be in several trials of one experiment. */
export async function listLinked(store: SqlStore, scope: Scope, query: LinkQuery): Promise<Linked[]> {
  const name = sql.ref<string>(`${query.wanted}_key`);
  const time = sql.ref<number>(`${query.wanted}_ms`);
  let rows = store.reader
    .withTables<LinkTables>()
    .selectFrom('trial_component_links')
    .select([name.as('nameKey'), time.as('creationMs')])
    .distinct()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region);
  for (const [end, value] of Object.entries(query.ends)) {
    rows = rows.where(sql.ref(end), '=', value.toLowerCase());
  }
  if (query.createdAfterMs !== undefined) rows = rows.where(sql<boolean>`${time} > ${query.createdAfterMs}`);
  if (query.createdBeforeMs !== undefined) rows = rows.where(sql<boolean>`${time} < ${query.createdBeforeMs}`);
  const order = query.sortBy === 'Name' ? [name] : [time, name];
  if (query.after.length > 0) {
    const comparison = sql.raw(query.order === 'asc' ? '>' : '<');
    rows = rows.where(sql<boolean>`(${sql.join(order)}) ${comparison} (${sql.join([...query.after])})`);
  }
  for (const column of order) rows = rows.orderBy(column, query.order);
  return rows.limit(query.limit).execute();
}

/** Where a list in this order continues after the row. */
export function keyOfLinked(
  { nameKey, creationMs }: Linked,
  sortBy: LinkQuery['sortBy'],
): readonly (string | number)[] {
  return sortBy === 'Name' ? [nameKey] : [creationMs, nameKey];
}
