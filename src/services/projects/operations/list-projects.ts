import type { ListProjectsInput, ListProjectsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import { projectSummary } from '../project-shapes.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { type ProjectRecord, projectTable } from '../projects-store.ts';

/** Defaults as the API reference gives them. Deleted projects are among them. */
const RULES: ListRules = {
  operation: 'ListProjects',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
};

export function listProjects({ store, tokens }: ProjectsParts): Operation<ListProjectsInput, ListProjectsOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(projectTable.records, store, tokens, RULES, input, context);
    return {
      ProjectSummaryList: records.map((record) => projectSummary(record as ProjectRecord)),
      NextToken: nextToken,
    };
  };
}
