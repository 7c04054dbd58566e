import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { isObject } from '../definition/definition-error.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import { hasTrialComponent } from './execution-trial.ts';

/**
 * The create request of a step: its evaluated arguments, with the name and the marks that the pipeline puts on. `trial` is
 * the ExperimentConfig of the execution, if it has one.
 */
export function createRequest(
  execution: ExecutionRecord,
  step: JobStep,
  derivedName: string,
  values: JsonObject,
  trial: JsonObject | undefined,
): JsonObject {
  const type = stepTypeOf(step.type);
  const { ExperimentConfig: experiment, ...rest } = values;
  const request: JsonObject = { ...rest, ...experimentConfig(step, trial, experiment) };
  if (type.repeatedBy === 'client-token') {
    request['ClientToken'] = derivedName;
    request['MetadataProperties'] = { GeneratedBy: execution.arn, ...asObject(values['MetadataProperties']) };
  } else {
    request[type.nameMember] = derivedName;
  }
  if (type.takesTags) request['Tags'] = withPipelineTags(values['Tags'], execution, step);
  return request;
}

const asObject = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});

/** Experiment and trial always come from the pipeline; a step only chooses how its trial component is shown. */
function experimentConfig(step: JobStep, trial: JsonObject | undefined, own: JsonValue | undefined): JsonObject {
  const name = asObject(own)['TrialComponentDisplayName'];
  const config = {
    ...(hasTrialComponent(step) && trial),
    ...(name === undefined ? {} : { TrialComponentDisplayName: name }),
  };
  return Object.keys(config).length === 0 ? {} : { ExperimentConfig: config };
}

function withPipelineTags(own: JsonValue | undefined, execution: ExecutionRecord, step: JobStep): JsonValue {
  const added = [
    { Key: 'sagemaker:pipeline-execution-arn', Value: execution.arn },
    { Key: 'sagemaker:pipeline-step-name', Value: step.name },
  ];
  const kept = (Array.isArray(own) ? own : []).filter(
    (tag) => !isObject(tag) || !added.some(({ Key }) => Key === tag['Key']),
  );
  return [...kept, ...added];
}
