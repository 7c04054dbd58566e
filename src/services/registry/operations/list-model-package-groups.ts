import type {
  ListModelPackageGroupsInput,
  ListModelPackageGroupsOutput,
  ModelPackageGroupStatus,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupTable } from '../registry-store.ts';

const RULES: ListRules = {
  operation: 'ListModelPackageGroups',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
};

export function listModelPackageGroups({
  store,
  tokens,
}: RegistryDeps): Operation<ListModelPackageGroupsInput, ListModelPackageGroupsOutput> {
  return async (input, context) => {
    // Nothing lists here what other accounts have shared.
    if (input.CrossAccountFilterOption === 'CrossAccount') return { ModelPackageGroupSummaryList: [] };
    const { records, nextToken } = await listRecords(groupTable, store, tokens, RULES, input, context);
    const summaries = records.map((group) => ({
      ModelPackageGroupName: group.name,
      ModelPackageGroupArn: group.arn,
      ModelPackageGroupDescription: group.document.request.ModelPackageGroupDescription,
      CreationTime: epochSeconds(group.creationMs),
      ModelPackageGroupStatus: group.status as ModelPackageGroupStatus,
    }));
    return { ModelPackageGroupSummaryList: summaries, NextToken: nextToken };
  };
}
