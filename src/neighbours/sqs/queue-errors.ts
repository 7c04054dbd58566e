import { ServiceError } from '../../base/errors.ts';

export const queueDoesNotExist = () => new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
export const invalidParameter = (message: string) => new ServiceError('InvalidParameterValue', message);
export const missingParameter = (name: string) =>
  new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
export const invalidAttributeName = (name: string) =>
  new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const invalidAttributeValue = (name: string) =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
export const invalidContents = () =>
  new ServiceError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  );

/** `Value 1000 for parameter DelaySeconds is invalid. Reason: …` */
export const invalidValue = (value: unknown, name: string, reason: string) =>
  invalidParameter(`Value ${String(value).slice(0, 256)} for parameter ${name} is invalid. Reason: ${reason}`);
