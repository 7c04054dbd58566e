import type { OperationContext } from '../../api/operation.ts';
import { epochMs } from '../../base/clock.ts';
import type { ExtraColumns, RecordTable, ResourceRecord } from '../../store/sql/record-table.ts';
import type { ListInput } from '../record-list.ts';
import type { ExperimentsDeps } from './experiments-deps.ts';
import { keyOfLinked, type LinkQuery, listLinked } from './links-store.ts';

/** Results in a page unless asked otherwise (API pages of ListTrials and ListTrialComponents). */
const PAGE_DEFAULT = 10;

/** One page of the trials or components at the end of links, newest first unless asked otherwise. */
export async function listLinkedRecords<Document, Extra extends ExtraColumns>(
  { store, tokens }: ExperimentsDeps,
  table: RecordTable<Document, Extra>,
  { operation, wanted, ends }: Pick<LinkQuery, 'wanted' | 'ends'> & { readonly operation: string },
  input: ListInput,
  context: OperationContext,
): Promise<{ readonly records: ResourceRecord<Document, Extra>[]; readonly nextToken: string | undefined }> {
  const { NextToken, MaxResults, ...filters } = input;
  const limit = MaxResults ?? PAGE_DEFAULT;
  const sortBy = input.SortBy === 'Name' ? 'Name' : 'CreationTime';
  const paged = { operation, context, filters };
  const found = await listLinked(store, context, {
    wanted,
    ends,
    sortBy,
    order: input.SortOrder === 'Ascending' ? 'asc' : 'desc',
    limit: limit + 1,
    after: tokens.open(NextToken, paged),
    createdAfterMs: input.CreatedAfter === undefined ? undefined : epochMs(input.CreatedAfter),
    createdBeforeMs: input.CreatedBefore === undefined ? undefined : epochMs(input.CreatedBefore),
  });
  const page = found.slice(0, limit);
  const byName = await table.findMany(
    store.reader,
    context,
    page.map((linked) => linked.nameKey),
  );
  // What was deleted between the two reads is left out.
  const records = page.flatMap(({ nameKey }) => byName.get(nameKey) ?? []);
  const last = page.at(-1);
  const nextToken = found.length > limit && last ? tokens.seal(keyOfLinked(last, sortBy), paged) : undefined;
  return { records, nextToken };
}
