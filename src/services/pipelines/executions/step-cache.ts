import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { isObject } from '../definition/definition-error.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';

/**
 * What two runs of a step share when one may stand for the other: the step, and those of its evaluated arguments that
 * decide the result. Files count by their URIs alone.
 */
export function cacheKeyOf(step: JobStep, values: JsonObject): string {
  const members = stepTypeOf(step.type).cacheKeyMembers.map((name) => [name, values[name] ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([step.name, step.type, ordered(Object.fromEntries(members))]))
    .digest('hex');
}

/** With the members of every object in one order, so that equal values have equal texts. */
function ordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}
