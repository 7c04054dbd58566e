import type {
  ExperimentConfig,
  MetricData,
  TrialComponentArtifact,
  TrialComponentParameterValue,
  TrialComponentPrimaryStatus,
} from '../../../api/generated/sagemaker-types.ts';
import type { Timestamp } from '../../../api/wire-types.ts';
import type { Artifacts, Parameters } from '../experiments-store.ts';

/** A job as its trial component shows it. */
export interface JobComponent {
  readonly jobName: string;
  readonly jobArn: string;
  /** Follows the job's name in the component's. */
  readonly suffix: 'aws-training-job' | 'aws-processing-job' | 'aws-transform-job';
  readonly sourceType: 'SageMakerTrainingJob' | 'SageMakerProcessingJob' | 'SageMakerTransformJob';
  readonly status: TrialComponentPrimaryStatus;
  readonly message: string;
  readonly startTime?: Timestamp | undefined;
  readonly endTime?: Timestamp | undefined;
  readonly parameters: Parameters;
  readonly inputArtifacts: Artifacts;
  readonly outputArtifacts: Artifacts;
  /** The last values of metrics, known at the job's end. */
  readonly finalMetrics?: readonly MetricData[] | undefined;
  readonly experimentConfig?: ExperimentConfig | undefined;
}

/** `<job>-aws-training-job` and the like. */
export const componentName = ({ jobName, suffix }: JobComponent): string => `${jobName}-${suffix}`;

/** Characters of a status message (service model). */
const MESSAGE_MAX = 1024;

export const statusMessage = (text: string): string => text.slice(0, MESSAGE_MAX);

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A parameter of a text: a number where it is one. */
export function parameterOf(text: string): TrialComponentParameterValue {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? { NumberValue: number } : { StringValue: text };
}

export function parametersOf(texts: Readonly<Record<string, string>> | undefined): Parameters {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([key, text]) => [key, parameterOf(text)]));
}

/** Entries whose value is known. */
export function known<Value>(entries: readonly (readonly [string, Value | undefined])[]): Record<string, Value> {
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Value] => entry[1] !== undefined));
}

export function textValue(value: string | undefined): TrialComponentParameterValue | undefined {
  return value === undefined ? undefined : { StringValue: value };
}

export function numberValue(value: number | undefined): TrialComponentParameterValue | undefined {
  return value === undefined ? undefined : { NumberValue: value };
}

/** What the service model takes as a MediaType. A job's content type may be any text. */
const MEDIA_TYPE = /^[-\w]+\/[-\w+]+$/;
const MEDIA_TYPE_MAX = 64;

/** Undefined without a place. */
export function artifactOf(uri: string | undefined, contentType?: string): TrialComponentArtifact | undefined {
  if (uri === undefined) return undefined;
  const fits = contentType !== undefined && contentType.length <= MEDIA_TYPE_MAX && MEDIA_TYPE.test(contentType);
  return fits ? { Value: uri, MediaType: contentType } : { Value: uri };
}
