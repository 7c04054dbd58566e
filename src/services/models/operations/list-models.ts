import type { ListModelsInput, ListModelsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { ModelsDeps } from '../models-deps.ts';
import { modelTable } from '../models-store.ts';

const RULES: ListRules = {
  operation: 'ListModels',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listModels({ store, tokens }: ModelsDeps): Operation<ListModelsInput, ListModelsOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(modelTable, store, tokens, RULES, input, context);
    const models = records.map((model) => ({
      ModelName: model.name,
      ModelArn: model.arn,
      CreationTime: epochSeconds(model.creationMs),
    }));
    return { Models: models, NextToken: nextToken };
  };
}
