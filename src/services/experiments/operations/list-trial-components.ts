import { validationException } from '../../../api/errors.ts';
import type {
  ListTrialComponentsRequest,
  ListTrialComponentsResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { listRecords } from '../../record-list.ts';
import { summariseComponent } from '../entity-shapes.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { componentTable } from '../experiments-store.ts';
import { find } from '../find-entity.ts';
import { listLinkedRecords } from '../list-linked.ts';
import { NEWEST_FIRST } from '../list-order.ts';

const RULES = { ...NEWEST_FIRST, operation: 'ListTrialComponents' };

/** All components, or those of a trial, of an experiment, or of a source. */
export function listTrialComponents(
  deps: ExperimentsDeps,
): Operation<ListTrialComponentsRequest, ListTrialComponentsResponse> {
  return async (input, context) => {
    const given = [input.ExperimentName, input.TrialName, input.SourceArn].filter((value) => value !== undefined);
    if (given.length > 1) {
      throw validationException('Only one of ExperimentName, TrialName and SourceArn can be specified.');
    }
    const { records, nextToken } = await page(deps, input, context);
    return { TrialComponentSummaries: records.map(summariseComponent), NextToken: nextToken };
  };
}

async function page(deps: ExperimentsDeps, input: ListTrialComponentsRequest, context: OperationContext) {
  const { store, tokens } = deps;
  const { ExperimentName, TrialName, SourceArn } = input;
  const linked = { operation: RULES.operation, wanted: 'component' } as const;
  if (TrialName !== undefined) {
    await find(store, ExperimentKind.Trial, context, TrialName);
    return listLinkedRecords(deps, componentTable, { ...linked, ends: { trial_key: TrialName } }, input, context);
  }
  if (ExperimentName !== undefined) {
    await find(store, ExperimentKind.Experiment, context, ExperimentName);
    const ends = { experiment_key: ExperimentName };
    return listLinkedRecords(deps, componentTable, { ...linked, ends }, input, context);
  }
  const equals = SourceArn === undefined ? {} : { source_key: SourceArn.toLowerCase() };
  return listRecords(componentTable, store, tokens, RULES, input, context, { equals });
}
