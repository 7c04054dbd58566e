import type { CreateAlgorithmInput } from '../../api/generated/sagemaker-types.ts';
import { RecordTable } from '../../store/sql/record-table.ts';

export interface AlgorithmDocument {
  readonly request: Omit<CreateAlgorithmInput, 'Tags'>;
}

export const algorithmTable = new RecordTable<AlgorithmDocument>('algorithms');
