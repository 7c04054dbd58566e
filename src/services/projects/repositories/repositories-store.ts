import { RecordTable, type ResourceRecord } from '../../../store/sql/record-table.ts';

export interface RepositoryDocument {
  /** Names the directory. Another repository of the same name later has another. */
  readonly repositoryId: string;
  readonly projectId: string;
  readonly defaultBranch: string;
  readonly description?: string | undefined;
}

export type RepositoryRecord = ResourceRecord<RepositoryDocument>;

/** Git repositories by name, as CodeCommit has them. */
export const repositoryTable = new RecordTable<RepositoryDocument>('git_repositories');
