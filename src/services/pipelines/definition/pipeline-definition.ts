import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { StepTypeName } from './step-types.ts';

/** What a value of a parameter, a property or a property file may be once it is evaluated. */
export type Scalar = string | number | boolean;

export type ParameterType = 'String' | 'Integer' | 'Float' | 'Boolean';

export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly defaultValue?: Scalar;
  readonly enumValues?: readonly string[];
}

/** A file that a processing step writes and that JsonGet reads: `<S3Uri of the output>/<filePath>`. */
export interface PropertyFile {
  readonly name: string;
  readonly outputName: string;
  readonly filePath: string;
}

export interface RetryPolicy {
  readonly exceptionTypes: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts?: number;
  readonly expireAfterMinutes?: number;
}

export type Condition =
  | { readonly type: ComparisonType; readonly left: JsonValue; readonly right: JsonValue }
  | { readonly type: 'In'; readonly query: JsonValue; readonly values: readonly JsonValue[] }
  | { readonly type: 'Not'; readonly condition: Condition }
  | { readonly type: 'Or'; readonly conditions: readonly Condition[] };

export type ComparisonType = 'Equals' | 'GreaterThan' | 'GreaterThanOrEqualTo' | 'LessThan' | 'LessThanOrEqualTo';

interface AnyStep {
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly dependsOn: readonly string[];
  /** The condition that this step is a branch of, and the outcome that leads to it. */
  readonly branch?: { readonly condition: string; readonly outcome: boolean };
}

/** A step that makes something through an operation of the API. */
export interface JobStep extends AnyStep {
  readonly type: StepTypeName;
  readonly kind: 'job';
  readonly arguments: JsonObject;
  readonly propertyFiles: readonly PropertyFile[];
  readonly retryPolicies: readonly RetryPolicy[];
  /** How old a result may be to be taken again. Absent when the step is not cached. */
  readonly cacheWindowMs?: number;
}

/** All of its conditions must hold. */
export interface ConditionStep extends AnyStep {
  readonly type: 'Condition';
  readonly kind: 'condition';
  readonly conditions: readonly Condition[];
}

export interface FailStep extends AnyStep {
  readonly type: 'Fail';
  readonly kind: 'fail';
  readonly errorMessage: JsonValue;
}

export type Step = JobStep | ConditionStep | FailStep;

/** A definition once it is read. Steps of branches stand beside the others, after their condition. */
export interface PipelineDefinition {
  readonly parameters: readonly ParameterDeclaration[];
  readonly experiment?: { readonly experimentName?: JsonValue; readonly trialName?: JsonValue };
  readonly steps: readonly Step[];
}
