import type { DescribeCodeRepositoryOutput } from '../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { ResourceRecord } from '../../store/sql/record-table.ts';
import type { CodeRepositoryDocument } from './code-repositories-store.ts';

/** A repository as both Describe and List show it. */
export function showCodeRepository(record: ResourceRecord<CodeRepositoryDocument>): DescribeCodeRepositoryOutput {
  return {
    CodeRepositoryName: record.name,
    CodeRepositoryArn: record.arn,
    CreationTime: epochSeconds(record.creationMs),
    LastModifiedTime: epochSeconds(record.modifiedMs),
    GitConfig: record.document.gitConfig,
  };
}
