import { ServiceError } from '../base/errors.ts';

/** The request is wrong, or names a thing that is not there where SageMaker models no better error. */
export const validationException = (message: string) => new ServiceError('ValidationException', message);
export const resourceNotFound = (message: string) => new ServiceError('ResourceNotFound', message);
export const resourceInUse = (message: string) => new ServiceError('ResourceInUse', message);
export const resourceLimitExceeded = (message: string) => new ServiceError('ResourceLimitExceeded', message);
export const conflictException = (message: string) => new ServiceError('ConflictException', message);
