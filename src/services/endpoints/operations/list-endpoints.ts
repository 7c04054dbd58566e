import type {
  EndpointStatus,
  ListEndpointsInput,
  ListEndpointsOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { endpointTable } from '../endpoints-store.ts';

const RULES: ListRules = {
  operation: 'ListEndpoints',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms', Status: 'status' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listEndpoints({ store, tokens }: EndpointsDeps): Operation<ListEndpointsInput, ListEndpointsOutput> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(endpointTable.records, store, tokens, RULES, input, context);
    const endpoints = records.map((endpoint) => ({
      EndpointName: endpoint.name,
      EndpointArn: endpoint.arn,
      CreationTime: epochSeconds(endpoint.creationMs),
      LastModifiedTime: epochSeconds(endpoint.modifiedMs),
      EndpointStatus: endpoint.status as EndpointStatus,
    }));
    return { Endpoints: endpoints, NextToken: nextToken };
  };
}
