import { resourceNotFound } from '../../../api/errors.ts';
import type {
  DisassociateTrialComponentRequest,
  DisassociateTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { findForUpdate } from '../find-entity.ts';
import { deleteLink } from '../links-store.ts';

/** Takes a component out of a trial. Throws ResourceNotFound when it is not in there. */
export function disassociateTrialComponent({
  store,
}: ExperimentsDeps): Operation<DisassociateTrialComponentRequest, DisassociateTrialComponentResponse> {
  return async (input, context) =>
    store.transaction(async (tx) => {
      const trial = await findForUpdate(store, tx, ExperimentKind.Trial, context, input.TrialName);
      const component = await findForUpdate(store, tx, ExperimentKind.Component, context, input.TrialComponentName);
      if (!(await deleteLink(tx, context, trial.name, component.name))) {
        throw resourceNotFound(`TrialComponent '${component.arn}' is not associated with Trial '${trial.arn}'.`);
      }
      return { TrialComponentArn: component.arn, TrialArn: trial.arn };
    });
}
