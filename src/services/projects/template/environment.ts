import type { JsonObject, JsonValue } from '../../../base/json.ts';

/** What `Ref` to AWS::NoValue gives: the member or item that holds it is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');
export type Evaluated = JsonValue | typeof NO_VALUE;

/** What the functions of a template can refer to. */
export interface Environment {
  /** Parameters and pseudo parameters by name. */
  readonly values: ReadonlyMap<string, Evaluated>;
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly mappings: JsonObject;
  /** Characters of texts that may still be made. A short template could ask for gigabytes. */
  readonly budget: { left: number };
  /** What `Ref` gives for a resource. Undefined when there is no such resource, or not made yet. */
  reference(logicalId: string): JsonValue | undefined;
  attribute(logicalId: string, name: string): JsonValue | undefined;
}
