import { describe, expect, it } from 'vitest';
import type { CallInput } from './actions/called-actions.ts';
import { sagemakerValues } from './sagemaker-keys.ts';

const SCOPE = { account: '123456789012', region: 'us-west-2' };
const values = (key: string, input: CallInput, operation = 'CreateTrainingJob') =>
  sagemakerValues(key, input, { service: 'sagemaker', operation }, SCOPE);

describe('condition keys of SageMaker', () => {
  it('are found in structures and lists, however deep', () => {
    const VpcConfig = { Subnets: ['a', 'b'], SecurityGroupIds: ['c'] };
    expect(values('sagemaker:vpcsubnets', { VpcConfig })).toEqual(['a', 'b']);
    const ResourceConfig = {
      InstanceGroups: [
        { InstanceType: 'ml.m5.large', InstanceCount: 1 },
        { InstanceType: 'ml.p3.2xlarge', InstanceCount: 1 },
      ],
    };
    expect(values('sagemaker:instancetypes', { ResourceConfig })).toEqual(['ml.m5.large', 'ml.p3.2xlarge']);
    expect(values('sagemaker:networkisolation', { EnableNetworkIsolation: false })).toEqual(['false']);
    expect(values('sagemaker:networkisolation', {})).toBeUndefined();
  });

  it('are not taken from the keys of maps, which the caller makes up', () => {
    const forged = {
      HyperParameters: { EnableNetworkIsolation: 'true' },
      Environment: { EnableNetworkIsolation: 'true' },
      EnableNetworkIsolation: false,
    };
    expect(values('sagemaker:networkisolation', forged)).toEqual(['false']);
    expect(
      values('sagemaker:networkisolation', { HyperParameters: { EnableNetworkIsolation: 'true' } }),
    ).toBeUndefined();
  });

  it('are not taken from members that the operation does not have', () => {
    expect(values('sagemaker:rootaccess', { RootAccess: 'Disabled' })).toBeUndefined();
    expect(values('sagemaker:networkisolation', { Extra: { EnableNetworkIsolation: true } })).toBeUndefined();
    expect(values('sagemaker:networkisolation', { VpcConfig: { EnableNetworkIsolation: true } })).toBeUndefined();
    expect(values('sagemaker:vpcsubnets', { constructor: { Subnets: ['a'] } })).toBeUndefined();
  });

  it('name a model by its ARN, in the account and region of the call', () => {
    const input = { ProductionVariants: [{ VariantName: 'v', ModelName: 'Fraud' }] };
    expect(values('sagemaker:modelarn', input, 'CreateEndpointConfig')).toEqual([
      'arn:aws:sagemaker:us-west-2:123456789012:model/fraud',
    ]);
  });
});
