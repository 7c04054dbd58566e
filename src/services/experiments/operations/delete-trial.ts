import { validationException } from '../../../api/errors.ts';
import type { DeleteTrialRequest, DeleteTrialResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { trialTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';
import { hasLinks } from '../links-store.ts';

/** Removes a trial without components, with its tags. The lock keeps new components out meanwhile. */
export function deleteTrial({ store }: ExperimentsDeps): Operation<DeleteTrialRequest, DeleteTrialResponse> {
  return async (input, context) => {
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Trial, context, input.TrialName);
      if (await hasLinks(tx, context, 'trial_key', record.name)) {
        throw validationException(`Trial '${record.arn}' has 1 or more trial components and cannot be deleted.`);
      }
      await trialTable.delete(tx, context, record.name);
      await removeTags(tx, record.arn);
      return record.arn;
    });
    return { TrialArn: arn };
  };
}
