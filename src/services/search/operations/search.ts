import { validationException } from '../../../api/errors.ts';
import type { SearchRecord, SearchRequest, SearchResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { partitionOf } from '../../../base/arn.ts';
import { readExpression } from '../expression/read-expression.ts';
import { arnsOfDocuments } from '../indexing/document-store.ts';
import type { SearchIndex } from '../indexing/search-index.ts';
import { loadRecords } from '../load-records.ts';
import { findProperty } from '../properties/find-property.ts';
import { type Property, PropertyType } from '../properties/property.ts';
import { findPage } from '../query/find-page.ts';
import type { Position } from '../query/page.ts';
import type { SearchDeps } from '../search-deps.ts';
import { type SearchedType, searchedType } from '../searched-types.ts';

/** Results in a page unless asked otherwise (API page of Search). */
const PAGE_DEFAULT = 10;
/** Every resource has it in the index: of those that were never changed it is the time when they were made. */
const SORT_DEFAULT: Property = { path: 'LastModifiedTime', type: PropertyType.Time, isList: false };

/**
 * Resources of one type that an expression holds for, a page at a time. A page may be short, or empty, while there is a
 * NextToken: when the index had to look at very many resources for it.
 */
export function search(deps: SearchDeps, index: SearchIndex): Operation<SearchRequest, SearchResponse> {
  return async (input, context) => {
    const type = searchedType(input.Resource);
    refuseForeign(input);
    const { NextToken, MaxResults, ...query } = input;
    const condition = readExpression(type, input.SearchExpression);
    const sortBy = input.SortBy === undefined ? SORT_DEFAULT : findProperty(type, input.SortBy);
    const paged = { operation: 'Search', context, query };
    const after = positionOf(deps.tokens.open(NextToken, paged));
    await index.catchUp(arnTypeOf(type, context));
    const { documents, end } = await findPage(
      {
        store: deps.store,
        collection: { account: context.account, region: context.region, resource: type.resource },
        condition,
        sortBy,
        everyonesPath: `${type.member}Arn`,
        order: input.SortOrder === 'Ascending' ? 'asc' : 'desc',
        limit: MaxResults ?? PAGE_DEFAULT,
      },
      after,
      deps.limits,
    );
    return {
      Results: await resultsOf(deps, type, context, documents),
      ...(end && { NextToken: deps.tokens.seal([end.sortKey, end.documentNumber], paged) }),
    };
  };
}

/** Nothing of another account can be seen here, and no conditions but the expression's are known. */
function refuseForeign({ CrossAccountFilterOption, VisibilityConditions }: SearchRequest): void {
  if (CrossAccountFilterOption === 'CrossAccount') {
    throw validationException('The CrossAccountFilterOption CrossAccount is not supported. Use SameAccount.');
  }
  if (VisibilityConditions) {
    throw validationException('VisibilityConditions are not supported. Use filters in the SearchExpression.');
  }
}

function positionOf([sortKey, documentNumber]: readonly (string | number)[]): Position | undefined {
  if (sortKey === undefined) return undefined;
  return { sortKey: String(sortKey), documentNumber: Number(documentNumber) };
}

const arnTypeOf = (type: SearchedType, { account, region }: OperationContext) =>
  `arn:${partitionOf(region)}:sagemaker:${region}:${account}:${type.arnType}`;

/** The resources as they are now. What was deleted since the index was asked is left out. */
async function resultsOf(
  deps: SearchDeps,
  type: SearchedType,
  context: OperationContext,
  documents: readonly number[],
): Promise<SearchRecord[]> {
  const arnKeys = await arnsOfDocuments(deps.store.reader, documents);
  const records = await loadRecords(deps, type, context, [...arnKeys.values()], true);
  return documents.flatMap((number) => {
    const record = records.get(arnKeys.get(number) ?? '');
    return record ? [{ [type.member]: record }] : [];
  });
}
