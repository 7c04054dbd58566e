import { describe, expect, it } from 'vitest';
import type { SageMakerOperations } from './generated/sagemaker-types.ts';
import type { Handlers, OperationContext } from './operation.ts';
import { OperationRegistry } from './operation-registry.ts';

const context: OperationContext = {
  account: '123456789012',
  region: 'us-west-2',
  principal: { kind: 'root', arn: 'arn:aws:iam::123456789012:root', account: '123456789012', principalId: '1' },
  requestId: 'r',
  endpoint: 'http://localhost',
};

const describing: Handlers<SageMakerOperations> = {
  DescribePipelineDefinitionForExecution: async ({ PipelineExecutionArn }) => ({
    PipelineDefinition: PipelineExecutionArn,
  }),
};
const ARN = 'arn:aws:sagemaker:us-west-2:123456789012:pipeline/p/execution/0123456789ab';

describe('the operation registry', () => {
  it('calls an operation after it has checked the input', async () => {
    const sagemaker = new OperationRegistry().add('sagemaker', describing).invoker('sagemaker');
    const name = 'DescribePipelineDefinitionForExecution';
    const answer = await sagemaker.invoke(name, { PipelineExecutionArn: ARN }, context);
    expect(answer.PipelineDefinition).toBe(ARN);
    await expect(sagemaker.invoke(name, { PipelineExecutionArn: '?' }, context)).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('says of an operation without a handler that it is not implemented', async () => {
    const sagemaker = new OperationRegistry().invoker('sagemaker');
    await expect(sagemaker.invoke('ListDomains', {}, context)).rejects.toMatchObject({
      code: 'NotImplemented',
      status: 501,
    });
  });

  it('refuses a handler that no operation of the model has', () => {
    const handlers = { DescribeUnicorn: async () => ({}) };
    expect(() => new OperationRegistry().add('sagemaker', handlers as Handlers<SageMakerOperations>)).toThrow(
      'sagemaker has no operation DescribeUnicorn',
    );
  });

  it('refuses a second handler of one operation', () => {
    expect(() => new OperationRegistry().add('sagemaker', describing).add('sagemaker', describing)).toThrow(
      'has two handlers',
    );
  });

  it('lists what it has', () => {
    const registry = new OperationRegistry().add('sagemaker', describing);
    expect(registry.implemented('sagemaker')).toEqual(['DescribePipelineDefinitionForExecution']);
  });
});
