import type { ListActionsRequest, ListActionsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { summariseEntity } from '../lineage-shapes.ts';
import { listEntities } from '../list-entities.ts';

export function listActions(deps: LineageDeps): Operation<ListActionsRequest, ListActionsResponse> {
  return async (input, context) => {
    const filters = { sourceUri: input.SourceUri, entityType: input.ActionType };
    const { records, nextToken } = await listEntities(deps, 'action', 'ListActions', input, filters, context);
    const summaries = records.map((record) => ({
      ...summariseEntity(record),
      ActionName: record.name,
      ActionArn: record.arn,
      ActionType: record.extra.entity_type,
      Status: record.document.status,
    }));
    return { ActionSummaries: summaries, NextToken: nextToken };
  };
}
