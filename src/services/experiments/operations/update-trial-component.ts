import type {
  UpdateTrialComponentRequest,
  UpdateTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { checkSizes, checkValues, mergeEntries } from '../component-values.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { type ComponentDocument, componentTable, statusColumn } from '../experiments-store.ts';
import { findForUpdate } from '../find-entity.ts';

/** Changes a component: maps are merged by key, what is not given stays. */
export function updateTrialComponent({
  store,
  clock,
}: ExperimentsDeps): Operation<UpdateTrialComponentRequest, UpdateTrialComponentResponse> {
  return async (input, context) => {
    checkValues(input.Parameters);
    const arn = await store.transaction(async (tx) => {
      const record = await findForUpdate(store, tx, ExperimentKind.Component, context, input.TrialComponentName);
      const document = { ...changed(record.document, input), lastModifiedBy: userContext(context) };
      checkSizes(document);
      const modifiedMs = clock.nowMs();
      await componentTable.update(tx, { ...record, status: statusColumn(document), modifiedMs, document });
      return record.arn;
    });
    return { TrialComponentArn: arn };
  };
}

function changed(document: ComponentDocument, input: UpdateTrialComponentRequest): ComponentDocument {
  return {
    ...document,
    displayName: input.DisplayName ?? document.displayName,
    status: input.Status ?? document.status,
    startTime: input.StartTime ?? document.startTime,
    endTime: input.EndTime ?? document.endTime,
    parameters: mergeEntries(document.parameters, input.Parameters, input.ParametersToRemove),
    inputArtifacts: mergeEntries(document.inputArtifacts, input.InputArtifacts, input.InputArtifactsToRemove),
    outputArtifacts: mergeEntries(document.outputArtifacts, input.OutputArtifacts, input.OutputArtifactsToRemove),
  };
}
