import type { DescribeContextRequest, DescribeContextResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findEntity } from '../find-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { describeEntity } from '../lineage-shapes.ts';

export function describeContext({ store }: LineageDeps): Operation<DescribeContextRequest, DescribeContextResponse> {
  return async (input, context) => {
    const record = await findEntity(store, 'context', input.ContextName, context);
    return {
      ...describeEntity(record),
      ContextName: record.name,
      ContextArn: record.arn,
      ContextType: record.extra.entity_type,
      Description: record.document.description,
    };
  };
}
