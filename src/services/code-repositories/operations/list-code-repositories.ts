import type { ListCodeRepositoriesInput, ListCodeRepositoriesOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { CodeRepositoriesDeps } from '../code-repositories-deps.ts';
import { codeRepositoryTable } from '../code-repositories-store.ts';
import { showCodeRepository } from '../code-repository-shapes.ts';

const RULES: ListRules = {
  operation: 'ListCodeRepositories',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms', LastModifiedTime: 'modified_ms' },
  defaultSort: 'Name',
  defaultOrder: 'Ascending',
};

export function listCodeRepositories({
  store,
  tokens,
}: CodeRepositoriesDeps): Operation<ListCodeRepositoriesInput, ListCodeRepositoriesOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(codeRepositoryTable, store, tokens, RULES, input, context);
    return { CodeRepositorySummaryList: records.map(showCodeRepository), NextToken: nextToken };
  };
}
