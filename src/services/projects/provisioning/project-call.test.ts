import { describe, expect, it } from 'vitest';
import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { describeOrAbsent } from './project-call.ts';

const CONTEXT: OperationContext = {
  ...{ account: '123456789012', region: 'us-west-2', requestId: 'r', endpoint: '' },
  principal: { kind: 'root', arn: 'arn:aws:iam::123456789012:root', account: '123456789012', principalId: '1' },
};
const ask = (code: string, message: string) => {
  const call = () => Promise.reject(new ServiceError(code, message, 400));
  return describeOrAbsent(call, 'sagemaker', 'DescribeModel', {}, CONTEXT);
};

describe('what is asked for on the way to a project', () => {
  it.each([
    ['ValidationException', 'Could not find model "arn:aws:sagemaker:us-west-2:123456789012:model/m".'],
    ['ValidationException', 'Cannot find CodeRepository: "arn:aws:sagemaker:us-west-2:123456789012:code-repository/c"'],
    [
      'ValidationException',
      'ModelPackageGroup arn:aws:sagemaker:us-west-2:123456789012:model-package-group/g does not exist.',
    ],
    ['ValidationException', 'Requested resource not found.'],
    ['ResourceNotFound', "Pipeline 'p' does not exist."],
  ])('is absent when a %s says: %s', async (code, message) => expect(await ask(code, message)).toBeUndefined());

  it.each([
    [
      'ValidationException',
      "1 validation error detected: Value 'does not exist.' at 'modelName' failed to satisfy constraint",
    ],
    ['ValidationException', 'ModelName must not be empty'],
    ['AccessDeniedException', 'Could not find model "m".'],
    ['ThrottlingException', 'Rate exceeded'],
  ])('is not taken to be absent when a %s says: %s', async (code, message) => {
    await expect(ask(code, message)).rejects.toThrow(message);
  });
});
