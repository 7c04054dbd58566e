import type { GitConfig } from '../../api/generated/sagemaker-types.ts';
import { RecordTable } from '../../store/sql/record-table.ts';

export interface CodeRepositoryDocument {
  readonly gitConfig: GitConfig;
}

export const codeRepositoryTable = new RecordTable<CodeRepositoryDocument>('code_repositories');
