import type { ListExperimentsRequest, ListExperimentsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { listRecords } from '../../record-list.ts';
import { summariseExperiment } from '../entity-shapes.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { experimentTable } from '../experiments-store.ts';
import { NEWEST_FIRST } from '../list-order.ts';

const RULES = { ...NEWEST_FIRST, operation: 'ListExperiments' };

export function listExperiments({
  store,
  tokens,
}: ExperimentsDeps): Operation<ListExperimentsRequest, ListExperimentsResponse> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(experimentTable, store, tokens, RULES, input, context);
    return { ExperimentSummaries: records.map(summariseExperiment), NextToken: nextToken };
  };
}
