import { validationException } from '../../../api/errors.ts';
import type { DeleteExperimentRequest, DeleteExperimentResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { experimentTable, trialTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';

/** Removes an experiment without trials, with its tags. The lock keeps new trials out meanwhile. */
export function deleteExperiment({
  store,
  removeEdges,
}: ExperimentsDeps): Operation<DeleteExperimentRequest, DeleteExperimentResponse> {
  return async (input, context) => {
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Experiment, context, input.ExperimentName);
      const trials = await trialTable.list(tx.db, context, {
        equals: { experiment_key: record.name.toLowerCase() },
        sortBy: 'creation_ms',
        order: 'asc',
        limit: 1,
      });
      if (trials.length > 0) {
        throw validationException(`Experiment '${record.arn}' has 1 or more trials and cannot be deleted.`);
      }
      await experimentTable.delete(tx, context, record.name);
      await removeTags(tx, record.arn);
      await removeEdges?.(tx, context, record.arn);
      return record.arn;
    });
    return { ExperimentArn: arn };
  };
}
