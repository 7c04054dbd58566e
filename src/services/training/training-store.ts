import type { DescribeTrainingJobResponse } from '../../api/generated/sagemaker-types.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';

/** What DescribeTrainingJob answers, kept as it is told. ModelArtifacts comes with the end of the job. */
export type TrainingDocument = Omit<DescribeTrainingJobResponse, 'ModelArtifacts'> &
  Partial<Pick<DescribeTrainingJobResponse, 'ModelArtifacts'>>;

export type TrainingRecord = ResourceRecord<TrainingDocument>;

export const trainingJobs = new RecordTable<TrainingDocument>('training_jobs');
