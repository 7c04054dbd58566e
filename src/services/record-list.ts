import type { OperationContext } from '../api/operation.ts';
import type { PageTokens } from '../api/page-tokens.ts';
import type { Timestamp } from '../api/wire-types.ts';
import { epochMs } from '../base/clock.ts';
import { isScattered, type RecordQuery, type RecordSort } from '../store/sql/record-query.ts';
import type { ExtraColumns, RecordTable, ResourceRecord } from '../store/sql/record-table.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';

/** The members that SageMaker's List requests share. A list that lacks one simply never has it set. */
export interface ListInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly SortBy?: string | undefined;
  readonly SortOrder?: string | undefined;
  readonly NameContains?: string | undefined;
  readonly StatusEquals?: string | undefined;
  readonly CreationTimeAfter?: Timestamp | undefined;
  readonly CreationTimeBefore?: Timestamp | undefined;
  readonly CreatedAfter?: Timestamp | undefined;
  readonly CreatedBefore?: Timestamp | undefined;
  readonly LastModifiedTimeAfter?: Timestamp | undefined;
  readonly LastModifiedTimeBefore?: Timestamp | undefined;
}

/** How one list behaves: its sort keys with the columns they walk, and its defaults as the API page gives them. */
export interface ListRules {
  readonly operation: string;
  readonly sortColumns: Readonly<Record<string, RecordSort>>;
  readonly defaultSort: string;
  readonly defaultOrder: 'Ascending' | 'Descending';
  readonly defaultLimit?: number;
}

/** Most results in a page unless asked otherwise. */
const PAGE_DEFAULT = 10;

const maybeMs = (time: Timestamp | undefined) => (time === undefined ? undefined : epochMs(time));

/**
 * One page of a list, by key. It may be short while there is a NextToken, when it is narrowed to times and sorted by
 * something else: see `RecordTable.listScattered`. `narrow` adds the list's own filters (parent, equality on a column).
 * Throws ValidationException for a NextToken of another list.
 */
export async function listRecords<Document, Extra extends ExtraColumns>(
  table: RecordTable<Document, Extra>,
  store: SqlStore,
  tokens: PageTokens,
  rules: ListRules,
  input: ListInput,
  context: OperationContext,
  narrow: Pick<RecordQuery, 'parent' | 'equals' | 'namePrefix'> = {},
): Promise<{ readonly records: ResourceRecord<Document, Extra>[]; readonly nextToken: string | undefined }> {
  const { NextToken, MaxResults, ...filters } = input;
  const limit = MaxResults ?? rules.defaultLimit ?? PAGE_DEFAULT;
  const sortBy = rules.sortColumns[input.SortBy ?? rules.defaultSort] ?? 'creation_ms';
  const paged = { operation: rules.operation, context, filters, narrow };
  const query: RecordQuery = {
    ...narrow,
    ...(input.StatusEquals === undefined ? {} : { equals: { ...narrow.equals, status: input.StatusEquals } }),
    sortBy,
    order: (input.SortOrder ?? rules.defaultOrder) === 'Ascending' ? 'asc' : 'desc',
    limit: limit + 1,
    after: tokens.open(NextToken, paged),
    nameContains: input.NameContains,
    createdAfterMs: maybeMs(input.CreationTimeAfter ?? input.CreatedAfter),
    createdBeforeMs: maybeMs(input.CreationTimeBefore ?? input.CreatedBefore),
    modifiedAfterMs: maybeMs(input.LastModifiedTimeAfter),
    modifiedBeforeMs: maybeMs(input.LastModifiedTimeBefore),
  };
  const { records, lookedUntil } = isScattered(query)
    ? await table.listScattered(store.reader, context, query)
    : { records: await table.list(store.reader, context, query), lookedUntil: undefined };
  const last = records[limit - 1];
  const end = records.length > limit && last ? table.keyOf(last, sortBy) : lookedUntil;
  return { records: records.slice(0, limit), nextToken: end && tokens.seal(end, paged) };
}
