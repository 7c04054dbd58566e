import { ServiceError } from '../../../base/errors.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';

/**
 * The name of the model package group that a RegisterModel step was refused for not being there; a pipeline makes it, as
 * the SDK and its users rely on: neither creates a group for a pipeline. Undefined for any other refusal.
 */
export function missingGroup(step: JobStep, request: JsonObject, cause: unknown): string | undefined {
  const { ModelPackageGroupName: name } = request;
  if (step.type !== 'RegisterModel' || typeof name !== 'string' || name.startsWith('arn:')) return undefined;
  return isNoSuchGroup(cause) ? name : undefined;
}

function isNoSuchGroup(cause: unknown): boolean {
  return cause instanceof ServiceError && /^ModelPackageGroup \S+ does not exist\.$/.test(cause.message);
}

/** Of two steps that find the same group missing, one makes it. */
export function isExistingGroup(cause: unknown): boolean {
  return cause instanceof ServiceError && cause.message.startsWith('Model Package Group already exists: ');
}
