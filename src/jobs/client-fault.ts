import { ServiceError } from '../base/errors.ts';

/** True for what a service refuses and will refuse again. What is at fault in the server itself may go well later. */
export function isClientFault(error: unknown): error is ServiceError {
  return error instanceof ServiceError && error.status < 500;
}
