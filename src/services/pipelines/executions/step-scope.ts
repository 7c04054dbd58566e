import { JobFailure } from '../../../base/errors.ts';
import type { JsonValue } from '../../../base/json.ts';
import { objectsOfRole } from '../../../jobs/role-objects.ts';
import { objectsOfAccount } from '../../../store/objects/account-objects.ts';
import type { Step } from '../definition/pipeline-definition.ts';
import type { EvaluationScope } from '../expressions/evaluate.ts';
import type { ExecutionVariable } from '../expressions/expression.ts';
import { readJsonObject } from '../expressions/property-files.ts';
import { valueAt } from '../expressions/property-path.ts';
import { keyOfArn } from '../pipelines-store.ts';
import { findProperties } from '../steps-store.ts';
import type { ExecutionParts } from './execution-parts.ts';
import type { ExecutionProgress } from './execution-progress.ts';

/** What the expressions of one step see; without a step, those of the pipeline itself. Files and properties are read once, however often they are looked at. */
export function scopeOf(
  parts: ExecutionParts,
  progress: ExecutionProgress,
  step?: Step,
  derivedName?: string,
): EvaluationScope {
  const { execution, plan } = progress;
  const properties = remembered(
    async (name) =>
      progress.changedProperties(name) ?? (await findProperties(parts.store, keyOfArn(execution.arn), name)),
  );
  return {
    parameter: (name) => {
      const value = execution.document.parameters[name];
      if (value === undefined) throw new JobFailure('ClientError', `The parameter '${name}' has no value.`);
      return value;
    },
    executionVariable: (variable) => executionVariable(variable, progress, step, derivedName),
    properties,
    propertyFileUri: async (name, file) => {
      const producer = plan.steps.get(name);
      const declared =
        producer?.kind === 'job' ? producer.propertyFiles.find((found) => found.name === file) : undefined;
      const uri =
        declared &&
        valueAt((await properties(name)) ?? null, [
          'ProcessingOutputConfig',
          'Outputs',
          declared.outputName,
          'S3Output',
          'S3Uri',
        ]);
      if (typeof uri !== 'string') {
        throw new JobFailure('ClientError', `The property file '${file}' of step '${name}' has no place in S3.`);
      }
      return `${uri.replace(/\/+$/, '')}/${declared?.filePath.replace(/^\/+/, '')}`;
    },
    readJson: remembered((uri) => {
      const own = objectsOfAccount(parts.objects, execution.account);
      return readJsonObject(objectsOfRole(own, parts.roles, execution.document.roleArn, execution), uri);
    }),
  };
}

function executionVariable(
  variable: ExecutionVariable,
  { execution, runs, nowMs }: ExecutionProgress,
  step: Step | undefined,
  derivedName: string | undefined,
): string | undefined {
  switch (variable) {
    case 'StartDateTime':
      return new Date(execution.creationMs).toISOString();
    case 'CurrentDateTime':
      // When the step began, not when it is looked at: a create call that is repeated must be the same call.
      return new Date(runs.get(step?.name ?? '')?.startMs ?? nowMs).toISOString();
    case 'PipelineName':
      return execution.document.pipelineName;
    case 'PipelineArn':
      return execution.document.pipelineArn;
    case 'PipelineExecutionId':
      return execution.name;
    case 'PipelineExecutionArn':
      return execution.arn;
    case 'TrainingJobName':
      return step?.type === 'Training' ? derivedName : undefined;
    case 'ProcessingJobName':
      return step?.type === 'Processing' ? derivedName : undefined;
  }
}

function remembered(read: (key: string) => Promise<JsonValue>): (key: string) => Promise<JsonValue>;
function remembered(
  read: (key: string) => Promise<JsonValue | undefined>,
): (key: string) => Promise<JsonValue | undefined>;
function remembered(read: (key: string) => Promise<JsonValue | undefined>) {
  const found = new Map<string, Promise<JsonValue | undefined>>();
  return (key: string) => {
    const known = found.get(key) ?? read(key);
    found.set(key, known);
    return known;
  };
}
