import type { DescribeProcessingJobResponse } from '../../api/generated/sagemaker-types.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';

/** What DescribeProcessingJob answers, kept as it is told. */
export type ProcessingDocument = DescribeProcessingJobResponse;

export type ProcessingRecord = ResourceRecord<ProcessingDocument>;

export const processingJobs = new RecordTable<ProcessingDocument>('processing_jobs');
