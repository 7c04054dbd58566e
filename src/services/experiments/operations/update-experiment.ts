import type { UpdateExperimentRequest, UpdateExperimentResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { experimentTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';

/** Changes display name and description; what is not given stays. */
export function updateExperiment({
  store,
  clock,
}: ExperimentsDeps): Operation<UpdateExperimentRequest, UpdateExperimentResponse> {
  return async (input, context) => {
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Experiment, context, input.ExperimentName);
      await experimentTable.update(tx, {
        ...record,
        modifiedMs: clock.nowMs(),
        document: {
          ...record.document,
          displayName: input.DisplayName ?? record.document.displayName,
          description: input.Description ?? record.document.description,
          lastModifiedBy: userContext(context),
        },
      });
      return record.arn;
    });
    return { ExperimentArn: arn };
  };
}
