import type { ListTrialsRequest, ListTrialsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { listRecords } from '../../record-list.ts';
import { summariseTrial } from '../entity-shapes.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { trialTable } from '../experiments-store.ts';
import { find } from '../find-entity.ts';
import { listLinkedRecords } from '../list-linked.ts';
import { NEWEST_FIRST } from '../list-order.ts';

const RULES = { ...NEWEST_FIRST, operation: 'ListTrials' };

/** All trials, those of an experiment, those that a component is in, or those of both. */
export function listTrials(deps: ExperimentsDeps): Operation<ListTrialsRequest, ListTrialsResponse> {
  return async (input, context) => {
    const { records, nextToken } = await page(deps, input, context);
    return { TrialSummaries: records.map(summariseTrial), NextToken: nextToken };
  };
}

async function page(deps: ExperimentsDeps, input: ListTrialsRequest, context: OperationContext) {
  const { store, tokens } = deps;
  const { ExperimentName, TrialComponentName } = input;
  if (ExperimentName !== undefined) await find(store, ExperimentKind.Experiment, context, ExperimentName);
  const ofExperiment = ExperimentName === undefined ? {} : { experiment_key: ExperimentName.toLowerCase() };
  if (TrialComponentName === undefined) {
    return listRecords(trialTable, store, tokens, RULES, input, context, { equals: ofExperiment });
  }
  await find(store, ExperimentKind.Component, context, TrialComponentName);
  const ends = { ...ofExperiment, component_key: TrialComponentName };
  return listLinkedRecords(deps, trialTable, { operation: RULES.operation, wanted: 'trial', ends }, input, context);
}
