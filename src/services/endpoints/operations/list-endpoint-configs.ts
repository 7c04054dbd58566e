import type { ListEndpointConfigsInput, ListEndpointConfigsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { configTable } from '../endpoints-store.ts';

const RULES: ListRules = {
  operation: 'ListEndpointConfigs',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listEndpointConfigs({
  store,
  tokens,
}: EndpointsDeps): Operation<ListEndpointConfigsInput, ListEndpointConfigsOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(configTable, store, tokens, RULES, input, context);
    const configs = records.map((config) => ({
      EndpointConfigName: config.name,
      EndpointConfigArn: config.arn,
      CreationTime: epochSeconds(config.creationMs),
    }));
    return { EndpointConfigs: configs, NextToken: nextToken };
  };
}
