import type {
  AssociateTrialComponentRequest,
  AssociateTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { findForUpdate } from '../find-entity.ts';
import { insertLink } from '../links-store.ts';

/** Puts a component into a trial; it may be in many. Doing it again changes nothing. */
export function associateTrialComponent({
  store,
}: ExperimentsDeps): Operation<AssociateTrialComponentRequest, AssociateTrialComponentResponse> {
  return async (input, context) =>
    store.transaction(async (tx) => {
      const trial = await findForUpdate(store, tx, ExperimentKind.Trial, context, input.TrialName);
      const component = await findForUpdate(store, tx, ExperimentKind.Component, context, input.TrialComponentName);
      await insertLink(tx, trial, component);
      return { TrialComponentArn: component.arn, TrialArn: trial.arn };
    });
}
