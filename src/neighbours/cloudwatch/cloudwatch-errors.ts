import { ServiceError } from '../../base/errors.ts';

export const invalidValue = (message: string) => new ServiceError('InvalidParameterValueException', message);
export const invalidCombination = (message: string) =>
  new ServiceError('InvalidParameterCombinationException', message);
export const missingParameter = (message: string) => new ServiceError('MissingRequiredParameterException', message);
