import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../base/errors.ts';
import { type ServiceName, serviceModel } from './model.ts';
import { Validator } from './validator.ts';

/** The error of a call, or undefined when its input is valid. */
function errorOf(
  service: ServiceName,
  operationName: string,
  input: Record<string, unknown>,
): ServiceError | undefined {
  const model = serviceModel(service);
  const operation = model.operations[operationName];
  if (!operation) throw new Error(`${operationName} is not in the model`);
  try {
    new Validator(model).validate(operation, input);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

const messageOf = (operation: string, input: Record<string, unknown>) =>
  errorOf('sagemaker', operation, input)?.message;

const TRAINING_JOB = {
  TrainingJobName: 'my-job',
  AlgorithmSpecification: { TrainingImage: 'image:1', TrainingInputMode: 'File' },
  RoleArn: 'arn:aws:iam::123456789012:role/worker',
  OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  HyperParameters: { epochs: '3' },
  Tags: [{ Key: 'team', Value: 'vision' }],
};

describe('the validator', () => {
  it('lets a valid request through', () => {
    expect(messageOf('CreateTrainingJob', TRAINING_JOB)).toBeUndefined();
  });

  it('says that a required member must not be null', () => {
    expect(messageOf('DescribeModel', {})).toBe(
      "1 validation error detected: Value null at 'modelName' failed to satisfy constraint: Member must not be null",
    );
  });

  it('joins several violations in one message', () => {
    const { RoleArn: _role, ...rest } = TRAINING_JOB;
    const ResourceConfig = { ...TRAINING_JOB.ResourceConfig, InstanceCount: -1 };
    expect(messageOf('CreateTrainingJob', { ...rest, ResourceConfig })).toBe(
      "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
        "Value '-1' at 'resourceConfig.instanceCount' failed to satisfy constraint: " +
        'Member must have value greater than or equal to 0',
    );
  });

  it('names the pattern that a value misses', () => {
    expect(messageOf('DescribeModel', { ModelName: 'a_b' })).toBe(
      "1 validation error detected: Value 'a_b' at 'modelName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?',
    );
  });

  it('reports the length of a value that is too long, without matching it', () => {
    const ModelName = 'a'.repeat(64);
    expect(messageOf('DescribeModel', { ModelName })).toBe(
      `1 validation error detected: Value '${ModelName}' at 'modelName' failed to satisfy constraint: ` +
        'Member must have length less than or equal to 63',
    );
  });

  it('lists the values of an enum in the order of the model', () => {
    const OutputDataConfig = { S3OutputPath: 's3://bucket', CompressionType: 'ZIP' };
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, OutputDataConfig })).toBe(
      "1 validation error detected: Value 'ZIP' at 'outputDataConfig.compressionType' failed to satisfy constraint: " +
        'Member must satisfy enum value set: [GZIP, NONE]',
    );
  });

  it('counts the items of a list from 1 in paths', () => {
    const Tags = [
      { Key: 'ok', Value: '' },
      { Key: '', Value: 'x' },
    ];
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, Tags })).toContain(
      "Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });

  it('reports scalars in a list as one sentence about the list', () => {
    const VpcConfig = { SecurityGroupIds: ['sg-1', '#'], Subnets: ['subnet-1'] };
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, VpcConfig })).toBe(
      "1 validation error detected: Value '[sg-1, #]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: " +
        'Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length ' +
        'greater than or equal to 0, Member must satisfy regular expression pattern: [-0-9a-zA-Z]+]',
    );
  });

  it('reports values of a map as one sentence about the map', () => {
    const HyperParameters = { a: 'x'.repeat(2501) };
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, HyperParameters })).toContain(
      "at 'hyperParameters' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length " +
        'less than or equal to 2500, Member must have length greater than or equal to 0',
    );
  });

  it('does not show what is sensitive', () => {
    const error = errorOf('sagemaker-runtime', 'InvokeEndpoint', {
      EndpointName: 'e',
      Body: Buffer.alloc(1),
      CustomAttributes: 'x'.repeat(1025),
    });
    expect(error?.message).toBe(
      "1 validation error detected: Value at 'customAttributes' failed to satisfy constraint: " +
        'Member must have length less than or equal to 1024',
    );
  });

  it.each([
    [{ ModelName: 7 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ ModelName: ['a'] }, 'Start of list found where not expected'],
    [{ ModelName: {} }, 'Start of structure or map found where not expected.'],
  ])('refuses JSON of another kind: %j', (input, message) => {
    expect(errorOf('sagemaker', 'DescribeModel', input)).toMatchObject({ code: 'SerializationException', message });
  });

  it('refuses numbers that are no integers, and text where a list belongs', () => {
    const ResourceConfig = { ...TRAINING_JOB.ResourceConfig, InstanceCount: 1.5 };
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, ResourceConfig })).toBe(
      'NUMBER_VALUE can not be converted to an Integer',
    );
    expect(messageOf('CreateTrainingJob', { ...TRAINING_JOB, Tags: 'x' })).toBe('Expected list or null');
  });

  it('drops members that the model does not know, at any depth', () => {
    const tag = { Key: 'a', Value: 'b', Colour: 'red' };
    const input = { ...TRAINING_JOB, Tags: [tag], HyperParameters: { any: 'name' }, FromTheFuture: { deep: [1] } };
    expect(messageOf('CreateTrainingJob', input)).toBeUndefined();
    expect(input).toEqual({ ...TRAINING_JOB, Tags: [{ Key: 'a', Value: 'b' }], HyperParameters: { any: 'name' } });
  });

  it('takes null for absent', () => {
    const input: Record<string, unknown> = { ...TRAINING_JOB, Tags: null };
    expect(messageOf('CreateTrainingJob', input)).toBeUndefined();
    expect(input['Tags']).toBeUndefined();
  });

  it('refuses recursion without end', () => {
    let expression: Record<string, unknown> = {};
    for (let depth = 0; depth < 5000; depth++) expression = { SubExpressions: [expression] };
    const error = errorOf('sagemaker', 'Search', { Resource: 'TrainingJob', SearchExpression: expression });
    expect(error?.code).toBe('SerializationException');
  });

  it("uses each service's own code", () => {
    expect(errorOf('sagemaker', 'DescribeModel', {})?.code).toBe('ValidationException');
    expect(errorOf('sagemaker-runtime', 'InvokeEndpoint', {})?.code).toBe('ValidationError');
    expect(errorOf('sts', 'AssumeRole', {})?.code).toBe('ValidationError');
    expect(errorOf('logs', 'CreateLogGroup', {})?.code).toBe('InvalidParameterException');
    expect(errorOf('s3', 'DeleteObjects', { Bucket: 'b' })?.code).toBe('MalformedXML');
  });

  it('throws nothing but ServiceErrors, whatever comes', () => {
    const names = ['CreateTrainingJob', 'Search', 'CreatePipeline', 'CreateEndpointConfig', 'AddTags'];
    const members = [...new Set(names.flatMap((name) => memberNames(name)))];
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.anything({ withNullPrototype: false }),
        fc.dictionary(fc.constantFrom(...members), tie('value')),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, input) => {
        const error = errorOf('sagemaker', name, input as Record<string, unknown>);
        expect(['ValidationException', 'SerializationException', undefined]).toContain(error?.code);
      }),
      { numRuns: 500 },
    );
  });
});

/** Names of the members of an operation's input, and of the structures one level below. */
function memberNames(operationName: string): string[] {
  const { shapes, operations } = serviceModel('sagemaker');
  const members = shapes[operations[operationName]?.input?.shape ?? '']?.members ?? {};
  const below = Object.values(members).flatMap((member) => Object.keys(shapes[member.shape]?.members ?? {}));
  return [...Object.keys(members), ...below];
}
