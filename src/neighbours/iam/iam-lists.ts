import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { PagedQuery, PageTokens } from '../../api/page-tokens.ts';
import { ServiceError } from '../../base/errors.ts';
import type { RecordTable, ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { iamScope } from './iam-names.ts';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface ListInput extends PageInput {
  readonly PathPrefix?: string | undefined;
}

interface PageRest {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

interface Page<Document> {
  readonly records: ResourceRecord<Document>[];
  readonly rest: PageRest;
}

const PAGE_DEFAULT = 100;

/** Rows that a walk over a whole account reads at once. */
const WALK_PAGE = 500;

/** One page of a table by name. The path prefix filters the page, so that a page may be short (as IAM's may). */
export async function listByName<Document extends { readonly path: string }>(
  table: RecordTable<Document>,
  store: SqlStore,
  tokens: PageTokens,
  operation: string,
  input: ListInput,
  context: OperationContext,
): Promise<Page<Document>> {
  const limit = input.MaxItems ?? PAGE_DEFAULT;
  const prefix = input.PathPrefix ?? '/';
  const query = { operation, context, prefix };
  const found = await table.list(store.reader, iamScope(context.account), {
    sortBy: 'name_key',
    order: 'asc',
    limit: limit + 1,
    after: openMarker(tokens, input.Marker, query),
  });
  const page = found.slice(0, limit);
  const last = page[limit - 1];
  const records = page.filter((record) => record.document.path.startsWith(prefix));
  if (found.length <= limit || !last) return { records, rest: { IsTruncated: false } };
  const marker = tokens.seal(table.keyOf(last, 'name_key'), query);
  return { records, rest: { IsTruncated: true, Marker: marker } };
}

/** One page of a list that is in memory, in the order of the keys, after the item whose key the marker names. */
export function pageOf<Item>(
  all: readonly Item[],
  input: PageInput,
  tokens: PageTokens,
  query: PagedQuery,
  keyOf: (item: Item) => string,
): { readonly items: Item[]; readonly rest: PageRest } {
  const limit = input.MaxItems ?? PAGE_DEFAULT;
  const [after] = openMarker(tokens, input.Marker, query);
  // Sorted here, since a database's idea of the order of texts need not be that of the comparison.
  const sorted = [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const left = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > String(after));
  const items = left.slice(0, limit);
  const last = items.at(-1);
  if (left.length <= limit || last === undefined) return { items, rest: { IsTruncated: false } };
  return { items, rest: { IsTruncated: true, Marker: tokens.seal([keyOf(last)], query) } };
}

/** Every record of the account, page by page. */
export async function* everyRecord<Document>(
  table: RecordTable<Document>,
  store: SqlStore,
  account: string,
): AsyncGenerator<ResourceRecord<Document>> {
  let after: readonly (string | number)[] = [];
  for (;;) {
    const query = { sortBy: 'name_key', order: 'asc', limit: WALK_PAGE, after } as const;
    const records = await table.list(store.reader, iamScope(account), query);
    yield* records;
    const last = records[WALK_PAGE - 1];
    if (!last) return;
    after = table.keyOf(last, 'name_key');
  }
}

/** IAM has a code of its own for a marker that is none of its. */
function openMarker(tokens: PageTokens, marker: string | undefined, query: PagedQuery) {
  try {
    return tokens.open(marker, query);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== validationException('').code) throw error;
    throw new ServiceError('ValidationError', 'Invalid Marker.', 400);
  }
}
