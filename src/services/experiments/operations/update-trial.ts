import type { UpdateTrialRequest, UpdateTrialResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { trialTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';

export function updateTrial({ store, clock }: ExperimentsDeps): Operation<UpdateTrialRequest, UpdateTrialResponse> {
  return async (input, context) => {
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Trial, context, input.TrialName);
      const { document } = record;
      const displayName = input.DisplayName ?? document.displayName;
      await trialTable.update(tx, {
        ...record,
        modifiedMs: clock.nowMs(),
        document: { ...document, displayName, lastModifiedBy: userContext(context) },
      });
      return record.arn;
    });
    return { TrialArn: arn };
  };
}
