import { ServiceError } from '../../base/errors.ts';

export const noSuchEntity = (message: string) => new ServiceError('NoSuchEntity', message, 404);
export const entityAlreadyExists = (message: string) => new ServiceError('EntityAlreadyExists', message, 409);
export const deleteConflict = (message: string) => new ServiceError('DeleteConflict', message, 409);
export const limitExceeded = (message: string) => new ServiceError('LimitExceeded', message, 409);
export const invalidInput = (message: string) => new ServiceError('InvalidInput', message, 400);
export const malformedPolicy = (message: string) => new ServiceError('MalformedPolicyDocument', message, 400);
export const accessDenied = (message: string) => new ServiceError('AccessDenied', message, 403);

export const noSuchRole = (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`);
export const noSuchUser = (name: string) => noSuchEntity(`The user with name ${name} cannot be found.`);
export const noSuchGroup = (name: string) => noSuchEntity(`The group with name ${name} cannot be found.`);
export const noSuchPolicy = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);
export const noSuchAccessKey = (keyId: string) => noSuchEntity(`The Access Key with id ${keyId} cannot be found.`);
