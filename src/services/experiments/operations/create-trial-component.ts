import type {
  CreateTrialComponentRequest,
  CreateTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { checkSizes, checkValues } from '../component-values.ts';
import { ExperimentKind, nameTaken } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { type ComponentDocument, componentTable, statusColumn } from '../experiments-store.ts';
import { newRecord } from '../new-record.ts';

export function createTrialComponent({
  store,
  clock,
}: ExperimentsDeps): Operation<CreateTrialComponentRequest, CreateTrialComponentResponse> {
  return async (input, context) => {
    const { TrialComponentName: name, Tags = [] } = input;
    checkTags(Tags);
    checkValues(input.Parameters);
    const document = newDocument(input, context);
    checkSizes(document);
    const columns = { status: statusColumn(document), extra: { source_key: '' } };
    const record = newRecord(context, ExperimentKind.Component, name, clock.nowMs(), document, columns);
    await store.transaction(async (tx) => {
      if (!(await componentTable.insert(tx, record))) throw nameTaken(ExperimentKind.Component, name);
      await putTags(tx, record.arn, Tags);
    });
    return { TrialComponentArn: record.arn };
  };
}

function newDocument(input: CreateTrialComponentRequest, context: OperationContext): ComponentDocument {
  return {
    displayName: input.DisplayName ?? input.TrialComponentName,
    status: input.Status,
    startTime: input.StartTime,
    endTime: input.EndTime,
    parameters: input.Parameters,
    inputArtifacts: input.InputArtifacts,
    outputArtifacts: input.OutputArtifacts,
    metadataProperties: input.MetadataProperties,
    createdBy: userContext(context),
  };
}
