import type { DescribeActionRequest, DescribeActionResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findEntity } from '../find-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { describeEntity } from '../lineage-shapes.ts';

export function describeAction({ store }: LineageDeps): Operation<DescribeActionRequest, DescribeActionResponse> {
  return async (input, context) => {
    const record = await findEntity(store, 'action', input.ActionName, context);
    return {
      ...describeEntity(record),
      ActionName: record.name,
      ActionArn: record.arn,
      ActionType: record.extra.entity_type,
      Description: record.document.description,
      Status: record.document.status,
      MetadataProperties: record.document.metadataProperties,
    };
  };
}
