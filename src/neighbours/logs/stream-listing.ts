import { sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import { afterPrefix } from '../../base/text-ranges.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { logTables, type StreamRow } from './log-tables.ts';

export interface StreamQuery {
  readonly group: string;
  readonly prefix?: string | undefined;
  readonly orderBy: 'LogStreamName' | 'LastEventTime';
  readonly descending: boolean;
  readonly limit: number;
  /** Time of the last event, and name, of the last stream of the page before. */
  readonly after?: readonly [lastEventMs: number, name: string] | undefined;
}

export async function listStreams(store: SqlStore, scope: Scope, query: StreamQuery): Promise<StreamRow[]> {
  const order = query.descending ? 'desc' : 'asc';
  const beyond = sql.raw(query.descending ? '<' : '>');
  let rows = logTables(store.reader)
    .selectFrom('log_streams')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('group_name', '=', query.group);
  const end = query.prefix && afterPrefix(query.prefix);
  if (query.prefix) rows = rows.where('name', '>=', query.prefix);
  if (end) rows = rows.where('name', '<', end);
  const [lastEventMs, name] = query.after ?? [];
  if (query.orderBy === 'LastEventTime') {
    if (name !== undefined) {
      rows = rows.where(sql<boolean>`(last_event_ms, name) ${beyond} (${lastEventMs}, ${name})`);
    }
    rows = rows.orderBy('last_event_ms', order);
  } else if (name !== undefined) {
    rows = rows.where(sql<boolean>`name ${beyond} ${name}`);
  }
  return await rows.orderBy('name', order).limit(query.limit).execute();
}

export async function listGroups(
  store: SqlStore,
  scope: Scope,
  query: { readonly prefix?: string | undefined; readonly contains?: string | undefined; readonly limit: number },
  after: string,
): Promise<{ name: string; creation_ms: number }[]> {
  let rows = logTables(store.reader)
    .selectFrom('log_groups')
    .select(['name', 'creation_ms'])
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('name', '>', after);
  const end = query.prefix && afterPrefix(query.prefix);
  if (query.prefix) rows = rows.where('name', '>=', query.prefix);
  if (end) rows = rows.where('name', '<', end);
  if (query.contains) {
    rows = rows.where(sql<boolean>`replace(lower(name), ${query.contains.toLowerCase()}, '') <> lower(name)`);
  }
  return await rows.orderBy('name').limit(query.limit).execute();
}
