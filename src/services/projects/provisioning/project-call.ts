import type { ServiceName } from '../../../api/model.ts';
import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { JsonObject } from '../../../base/json.ts';

/** Calls an operation by its name, as a client would: what a template asks for is data until the operation checks it. */
export type Call = (
  service: ServiceName,
  operation: string,
  input: Record<string, unknown>,
  context: OperationContext,
) => Promise<Record<string, unknown>>;

const NOT_THERE: ReadonlySet<string> = new Set(['ResourceNotFound', 'ValidationException', 'NoSuchBucket', 'NotFound']);

/** The answer of a Describe operation, undefined when there is no such thing. */
export async function describeOrAbsent(
  call: Call,
  service: ServiceName,
  operation: string,
  input: JsonObject,
  context: OperationContext,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await call(service, operation, input, context);
  } catch (error) {
    if (error instanceof ServiceError && NOT_THERE.has(error.code)) return undefined;
    throw error;
  }
}

/** A refusal that stays one however often it is asked for; anything else may pass. */
export function isLasting(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.status < 500 && !/Throttl|TooManyRequests/.test(error.code);
}
