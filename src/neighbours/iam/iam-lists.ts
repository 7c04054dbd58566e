import type { OperationContext } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { RecordTable, ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { iamScope } from './iam-names.ts';

interface ListInput {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

interface Page<Document> {
  readonly records: ResourceRecord<Document>[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/** One page of users or roles by name. The path prefix filters the page, so that a page may be short (as IAM's may). */
export async function listByName<Document extends { readonly path: string }>(
  table: RecordTable<Document>,
  store: SqlStore,
  tokens: PageTokens,
  operation: string,
  input: ListInput,
  context: OperationContext,
): Promise<Page<Document>> {
  const limit = input.MaxItems ?? 100;
  const prefix = input.PathPrefix ?? '/';
  const query = { operation, context, prefix };
  const found = await table.list(store.reader, iamScope(context.account), {
    sortBy: 'name_key',
    order: 'asc',
    limit: limit + 1,
    after: tokens.open(input.Marker, query),
  });
  const page = found.slice(0, limit);
  const last = page[limit - 1];
  const records = page.filter((record) => record.document.path.startsWith(prefix));
  if (found.length <= limit || !last) return { records, rest: { IsTruncated: false } };
  const marker = tokens.seal(table.keyOf(last, 'name_key'), query);
  return { records, rest: { IsTruncated: true, Marker: marker } };
}
