import type { JsonObject, JsonValue } from '../../../base/json.ts';

export interface ParameterDeclaration {
  readonly type: 'String' | 'Number' | 'List<Number>' | 'CommaDelimitedList';
  readonly defaultValue: string | undefined;
  readonly allowedValues: readonly string[] | undefined;
  readonly allowedPattern: string | undefined;
  readonly constraintDescription: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly minValue: number | undefined;
  readonly maxValue: number | undefined;
  /** Its value is never shown. */
  readonly noEcho: boolean;
}

/** What becomes of a resource when it is taken out of its project. The last one keeps it unless its creation failed. */
export const DELETION_POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate'] as const;
export type DeletionPolicy = (typeof DELETION_POLICIES)[number];

export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: DeletionPolicy;
}

export interface OutputDeclaration {
  readonly value: JsonValue;
  readonly condition: string | undefined;
}

/** A template as it was written, its functions not yet worked out. The maps keep the order of the text. */
export interface Template {
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, JsonValue>;
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
  readonly outputs: ReadonlyMap<string, OutputDeclaration>;
}
