import type {
  AssociationSummary,
  ListAssociationsRequest,
  ListAssociationsResponse,
  UserContext,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { Scope } from '../../../base/arn.ts';
import { epochMs, epochSeconds } from '../../../base/clock.ts';
import { keyOfAssociation, listAssociationRows } from '../association-list.ts';
import type { AssociationRow } from '../association-store.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { arnOf, placeOf } from '../lineage-names.ts';
import { findDetails } from '../lineage-store.ts';

/** API page of ListAssociations. */
const PAGE_DEFAULT = 10;

/** Newest first unless asked otherwise. An ARN at which nothing begins or ends gives an empty list. */
export function listAssociations(deps: LineageDeps): Operation<ListAssociationsRequest, ListAssociationsResponse> {
  const { store, tokens } = deps;
  return async (input, context) => {
    const { NextToken, MaxResults: limit = PAGE_DEFAULT, ...filters } = input;
    const sortBy = input.SortBy ?? 'CreationTime';
    const paged = { operation: 'ListAssociations', context, filters };
    const after = tokens.open(NextToken, paged);
    const ends = endsAsked(input, context);
    if (!ends) return { AssociationSummaries: [] };
    const rows = await listAssociationRows(store, context, {
      ...ends,
      sourceType: input.SourceType,
      destinationType: input.DestinationType,
      associationType: input.AssociationType,
      createdAfterMs: input.CreatedAfter === undefined ? undefined : epochMs(input.CreatedAfter),
      createdBeforeMs: input.CreatedBefore === undefined ? undefined : epochMs(input.CreatedBefore),
      sortBy,
      order: input.SortOrder === 'Ascending' ? 'asc' : 'desc',
      limit: limit + 1,
      after,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const nextToken = rows.length > limit && last ? tokens.seal(keyOfAssociation(last, sortBy), paged) : undefined;
    return { AssociationSummaries: await summaries(deps, context, page), NextToken: nextToken };
  };
}

/** The ends that the request asks for, as rows hold them. Undefined when one is of another account or region. */
function endsAsked(input: ListAssociationsRequest, context: OperationContext) {
  const resourceOf = (arn: string | undefined) => (arn === undefined ? undefined : placeOf(context, arn)?.resource);
  const source = resourceOf(input.SourceArn);
  const destination = resourceOf(input.DestinationArn);
  const isElsewhere =
    (input.SourceArn !== undefined && source === undefined) ||
    (input.DestinationArn !== undefined && destination === undefined);
  return isElsewhere ? undefined : { source, destination };
}

async function summaries(
  { store }: LineageDeps,
  scope: Scope,
  rows: readonly AssociationRow[],
): Promise<AssociationSummary[]> {
  const ends = new Set(rows.flatMap((row) => [row.source, row.destination]));
  const artifacts = [...ends].flatMap((end) => (end.startsWith('artifact/') ? [end.slice('artifact/'.length)] : []));
  const details = await findDetails(store, 'artifact', scope, artifacts);
  const nameOf = (resource: string, kept: string | null) =>
    kept ?? details.get(resource.slice(resource.indexOf('/') + 1))?.document.artifactName;
  return rows.map((row) => ({
    SourceArn: arnOf(scope, row.source),
    DestinationArn: arnOf(scope, row.destination),
    SourceType: row.source_type,
    DestinationType: row.destination_type,
    AssociationType: row.association_type ?? undefined,
    SourceName: nameOf(row.source, row.source_name),
    DestinationName: nameOf(row.destination, row.destination_name),
    CreationTime: epochSeconds(row.creation_ms),
    CreatedBy: row.created_by === null ? undefined : (JSON.parse(row.created_by) as UserContext),
  }));
}
