import type {
  AlgorithmStatus,
  ListAlgorithmsInput,
  ListAlgorithmsOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { AlgorithmsDeps } from '../algorithms-deps.ts';
import { algorithmTable } from '../algorithms-store.ts';

const RULES: ListRules = {
  operation: 'ListAlgorithms',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
};

export function listAlgorithms({
  store,
  tokens,
}: AlgorithmsDeps): Operation<ListAlgorithmsInput, ListAlgorithmsOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(algorithmTable, store, tokens, RULES, input, context);
    const summaries = records.map((record) => ({
      AlgorithmName: record.name,
      AlgorithmArn: record.arn,
      AlgorithmDescription: record.document.request.AlgorithmDescription,
      CreationTime: epochSeconds(record.creationMs),
      AlgorithmStatus: record.status as AlgorithmStatus,
    }));
    return { AlgorithmSummaryList: summaries, NextToken: nextToken };
  };
}
