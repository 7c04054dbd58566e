import type { CreateTrialRequest, CreateTrialResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { ExperimentKind, nameTaken } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { trialTable } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';
import { newTrial } from '../new-trial.ts';

/** Makes a trial in an experiment. Throws ResourceNotFound when there is no such experiment. */
export function createTrial({ store, clock }: ExperimentsDeps): Operation<CreateTrialRequest, CreateTrialResponse> {
  return async (input, context) => {
    const { TrialName: name, DisplayName, ExperimentName, MetadataProperties, Tags = [] } = input;
    checkTags(Tags);
    const arn = await store.transaction(async (tx) => {
      const experiment = await findForUpdate(store, tx, ExperimentKind.Experiment, context, ExperimentName);
      const record = newTrial(experiment, name, clock.nowMs(), {
        displayName: DisplayName ?? name,
        metadataProperties: MetadataProperties,
        createdBy: userContext(context),
      });
      if (!(await trialTable.insert(tx, record))) throw nameTaken(ExperimentKind.Trial, name);
      await putTags(tx, record.arn, Tags);
      return record.arn;
    });
    return { TrialArn: arn };
  };
}
