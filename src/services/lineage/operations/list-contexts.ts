import type { ListContextsRequest, ListContextsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { summariseEntity } from '../lineage-shapes.ts';
import { listEntities } from '../list-entities.ts';

export function listContexts(deps: LineageDeps): Operation<ListContextsRequest, ListContextsResponse> {
  return async (input, context) => {
    const filters = { sourceUri: input.SourceUri, entityType: input.ContextType };
    const { records, nextToken } = await listEntities(deps, 'context', 'ListContexts', input, filters, context);
    const summaries = records.map((record) => ({
      ...summariseEntity(record),
      ContextName: record.name,
      ContextArn: record.arn,
      ContextType: record.extra.entity_type,
    }));
    return { ContextSummaries: summaries, NextToken: nextToken };
  };
}
