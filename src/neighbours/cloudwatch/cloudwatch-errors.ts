import { ServiceError } from '../../base/errors.ts';

export const invalidValue = (message: string) => new ServiceError('InvalidParameterValue', message);
export const invalidCombination = (message: string) => new ServiceError('InvalidParameterCombination', message);
export const missingParameter = (message: string) => new ServiceError('MissingParameter', message);
