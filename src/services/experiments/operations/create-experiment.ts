import type { CreateExperimentRequest, CreateExperimentResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { ExperimentKind, nameTaken } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { experimentTable } from '../experiments-store.ts';
import { newRecord } from '../new-record.ts';

export function createExperiment({
  store,
  clock,
}: ExperimentsDeps): Operation<CreateExperimentRequest, CreateExperimentResponse> {
  return async (input, context) => {
    const { ExperimentName: name, DisplayName, Description, Tags = [] } = input;
    checkTags(Tags);
    const document = { displayName: DisplayName ?? name, description: Description, createdBy: userContext(context) };
    const record = newRecord(context, ExperimentKind.Experiment, name, clock.nowMs(), document, { extra: {} });
    await store.transaction(async (tx) => {
      if (!(await experimentTable.insert(tx, record))) throw nameTaken(ExperimentKind.Experiment, name);
      await putTags(tx, record.arn, Tags);
    });
    return { ExperimentArn: record.arn };
  };
}
