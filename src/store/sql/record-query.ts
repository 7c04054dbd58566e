import { type SelectQueryBuilder, sql } from 'kysely';
import type { RecordRow, Rows } from './record-row.ts';

/** A column to sort by. It must not be null in any row: nulls have no place in an order that pages by key. */
export type RecordSort = 'name_key' | 'creation_ms' | 'modified_ms' | 'status' | (string & {});

export interface RecordQuery {
  readonly parent?: string;
  readonly sortBy: RecordSort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Sort value and ARN key of the last row of the page before. */
  readonly after?: readonly (string | number)[];
  /** Equality on any column, by SQL name. */
  readonly equals?: Readonly<Record<string, string | number>>;
  readonly nameContains?: string | undefined;
  /** Case-sensitive. */
  readonly namePrefix?: string | undefined;
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
  readonly modifiedAfterMs?: number | undefined;
  readonly modifiedBeforeMs?: number | undefined;
}

/** Behind the last row of the page before. */
export function withPosition<Selected>(rows: SelectQueryBuilder<Rows, string, Selected>, query: RecordQuery) {
  if (!query.after?.length) return rows;
  const [sortValue = '', arnKey = ''] = query.after;
  const comparison = sql.raw(query.order === 'asc' ? '>' : '<');
  return rows.where(sql<boolean>`(${sql.ref(query.sortBy)}, arn_key) ${comparison} (${sortValue}, ${arnKey})`);
}

export function inOrder<Selected>(rows: SelectQueryBuilder<Rows, string, Selected>, { sortBy, order }: RecordQuery) {
  return rows.orderBy(sql.ref(sortBy), order).orderBy('arn_key', order);
}

/** True for a query that `listScattered` is for: its times are not those that it sorts by. */
export function isScattered(query: RecordQuery): boolean {
  const hasCreation = query.createdAfterMs !== undefined || query.createdBeforeMs !== undefined;
  const hasModification = query.modifiedAfterMs !== undefined || query.modifiedBeforeMs !== undefined;
  return (hasCreation && query.sortBy !== 'creation_ms') || (hasModification && query.sortBy !== 'modified_ms');
}

export function isInRanges(row: Pick<RecordRow, 'creation_ms' | 'modified_ms'>, query: RecordQuery): boolean {
  const isBetween = (ms: number, after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY) =>
    ms > after && ms < before;
  return (
    isBetween(row.creation_ms, query.createdAfterMs, query.createdBeforeMs) &&
    isBetween(row.modified_ms, query.modifiedAfterMs, query.modifiedBeforeMs)
  );
}

export function withRanges<Selected>(rows: SelectQueryBuilder<Rows, string, Selected>, query: RecordQuery) {
  let ranged = rows;
  if (query.createdAfterMs !== undefined) ranged = ranged.where('creation_ms', '>', query.createdAfterMs);
  if (query.createdBeforeMs !== undefined) ranged = ranged.where('creation_ms', '<', query.createdBeforeMs);
  if (query.modifiedAfterMs !== undefined) ranged = ranged.where('modified_ms', '>', query.modifiedAfterMs);
  if (query.modifiedBeforeMs !== undefined) ranged = ranged.where('modified_ms', '<', query.modifiedBeforeMs);
  return ranged;
}

/** Substring of the name, case-sensitive on both databases (LIKE is not, on SQLite). */
export function containsText(text: string) {
  return sql`replace(name, ${text}, '') <> name`;
}
