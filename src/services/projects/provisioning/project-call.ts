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

const NOT_THERE: ReadonlySet<string> = new Set(['ResourceNotFound', 'NoSuchBucket', 'NotFound']);
/** The older operations have no code of their own for it. A text that repeats an input is never of these forms. */
const NOT_THERE_TEXT = /^(?:Could not find|Cannot find) |^Requested resource not found|^\S+ \S+ does not exist\.$/;

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
    if (error instanceof ServiceError && saysNotThere(error)) return undefined;
    throw error;
  }
}

function saysNotThere({ code, message }: ServiceError): boolean {
  return NOT_THERE.has(code) || (code === 'ValidationException' && NOT_THERE_TEXT.test(message));
}

/** A refusal that stays one however often it is asked for; anything else may pass. */
export function isLasting(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.status < 500 && !/Throttl|TooManyRequests/.test(error.code);
}
