import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceModel, shapeOf } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { exampleRequests, makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

const model = serviceModel('sagemaker');

/**
 * What the second creation of a name is refused with, and in which words; the type in the thing's ARN. Names are the
 * same in capitals for all of them.
 */
const CREATED: Readonly<Record<string, readonly [type: string, code: string, words: RegExp]>> = {
  CreateModel: ['model', 'ValidationException', /^Cannot create already existing model "arn:/],
  CreateEndpointConfig: [
    'endpoint-config',
    'ValidationException',
    /^Cannot create already existing endpoint configuration "arn:/,
  ],
  CreateEndpoint: ['endpoint', 'ValidationException', /^Cannot create already existing endpoint "arn:/],
  CreateModelPackageGroup: ['model-package-group', 'ValidationException', /^Model Package Group already exists: arn:/],
  CreateTrainingJob: [
    'training-job',
    'ResourceInUse',
    /^Training job names must be unique within an AWS account and region, and a training job with this name already exists \(arn:/,
  ],
  CreateProcessingJob: [
    'processing-job',
    'ResourceInUse',
    /^Processing job names must be unique .*already exists \(arn:/,
  ],
  CreatePipeline: [
    'pipeline',
    'ValidationException',
    /^Pipeline names must be unique within an AWS account and region.* already exists/,
  ],
  CreateExperiment: ['experiment', 'ValidationException', /already exists|must be unique/],
  CreateTrial: ['experiment-trial', 'ValidationException', /already exists|must be unique/],
  CreateTrialComponent: ['experiment-trial-component', 'ValidationException', /already exists|must be unique/],
  CreateAction: ['action', 'ValidationException', /^Resource Already Exists: /],
  CreateContext: ['context', 'ValidationException', /^Resource Already Exists: /],
  CreateCodeRepository: [
    'code-repository',
    'ValidationException',
    /^Cannot create already existing code repository "arn:/,
  ],
  CreateAlgorithm: ['algorithm', 'ValidationException', /^Algorithm already exists: arn:/],
  CreateProject: ['project', 'ValidationException', /^Project already exists: arn:/],
  CreateFeatureGroup: [
    'feature-group',
    'ResourceInUse',
    /^Resource Already Exists: FeatureGroup with name \S+ already exists. Choose a different name.\nInfo: Feature Group '/,
  ],
};

/** Creations of what has no name of its own: artifacts are known by their source, versions by their number. */
const NAMELESS = ['CreateArtifact', 'CreateModelPackage'];

describe('Every creation', () => {
  let server: WholeServer;
  let client: ApiClient;
  let things: Things;
  let built: readonly string[];

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeBucket(client, 'names');
    things = await makeThings(client, server, 'names', 'Named');
    built = (await builtOperations(client, ['sagemaker'])).map(({ operation }) => operation.name);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const requestsOf = (name: string) => exampleRequests(server.role, 'names', name);
  const nameMember = (operation: string) => nameOf(operation)?.member ?? '';
  const call = (operation: string, input: Members) => client.call('sagemaker', operation, input);
  /** Creations of the examples, with a request for another thing beside `Named`, which everything else is about. */
  const creations = (name: string): [string, Members][] =>
    Object.entries(requestsOf('Named'))
      .filter(([operation]) => operation.startsWith('Create'))
      .map(([operation, request]) => [operation, { ...request, ...renamed(operation, name) }]);
  const renamed = (operation: string, name: string): Members => {
    if (operation === 'CreateArtifact') return { Source: { SourceUri: `s3://names/${name}` } };
    if (operation === 'CreatePipeline') {
      return { PipelineName: name, ClientRequestToken: `a-request-token-of-32-characters-${name}` };
    }
    return NAMELESS.includes(operation) ? {} : { [nameMember(operation)]: name };
  };
  const isThere = async (operation: string, name: string) => {
    const describe = operation.replace('Create', 'Describe');
    return (await call(describe, { [nameMember(operation)]: name })).code === undefined;
  };

  it('is told of in the table of names', () => {
    const named = built.filter((operation) => operation.startsWith('Create') && !NAMELESS.includes(operation));
    const known = Object.keys(requestsOf('x'));
    expect(named.filter((operation) => known.includes(operation) && !(operation in CREATED))).toEqual([]);
  });

  it('refuses a name that is there, in any letter case, with the error and the words of SageMaker', async () => {
    const wrong: string[] = [];
    for (const [operation, request] of creations('NAMED')) {
      const [, code, words] = CREATED[operation] ?? [];
      if (!words) continue;
      const answer = await call(operation, request);
      if (answer.status !== 400 || answer.code !== code || !words.test(answer.message)) {
        wrong.push(`${operation}: ${answer.status} ${answer.code} ${answer.message}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is found again by its name in any letter case, with the name as it was given and an ARN in lower case', async () => {
    const wrong: string[] = [];
    for (const [operation, [type]] of Object.entries(CREATED).filter(([one]) => one in requestsOf('x'))) {
      const describe = operation.replace('Create', 'Describe');
      const member = nameMember(operation);
      const answer = await call(describe, { [member]: 'nAMED' });
      const { [member]: name, ...rest } = (answer.json ?? {}) as Members;
      const arn = Object.entries(rest).find(([key]) => key === `${member.replace(/Name$/, '')}Arn`)?.[1];
      const inArn = type === 'pipeline' ? 'Named' : 'named';
      const wanted = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${type}/${inArn}`;
      if (name !== 'Named' || arn !== wanted) wrong.push(`${describe}: ${answer.message} ${name} ${arn}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['of AWS itself', [{ Key: 'aws:cloudformation:stack-id', Value: 'x' }]],
    ['of AWS itself, in capitals', [{ Key: 'AWS:x', Value: 'x' }]],
    [
      'given twice',
      [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    ],
    ['that are more than fifty', Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))],
  ])('refuses tags %s, and makes nothing', async (_title, Tags) => {
    const wrong: string[] = [];
    for (const [operation, request] of creations('Untagged')) {
      if (!shapeOf(model, model.operations[operation]?.input?.shape ?? '').members?.['Tags']) continue;
      const { code, message } = await call(operation, { ...request, Tags });
      if (code !== 'ValidationException') wrong.push(`${operation}: ${code} ${message}`);
      if (!NAMELESS.includes(operation) && (await isThere(operation, 'Untagged'))) wrong.push(`${operation} made it`);
    }
    expect(wrong).toEqual([]);
  });

  it('takes fifty tags, among them those that the service itself uses, and shows them all', async () => {
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `sagemaker:k${index}`, Value: `${index}` }));
    for (const [operation, request] of creations('Tagged')) {
      const takesTags = shapeOf(model, model.operations[operation]?.input?.shape ?? '').members?.['Tags'];
      // The tags of a version are those of its group.
      if (!takesTags || operation === 'CreateModelPackage') continue;
      const made = await client.ask('sagemaker', operation, { ...request, Tags });
      const [ResourceArn] = Object.values(made);
      const listed = await client.ask('sagemaker', 'ListTags', { ResourceArn, MaxResults: 50 });
      expect((listed['Tags'] as unknown[]).length, operation).toBe(50);
      const more = await call('AddTags', { ResourceArn, Tags: [{ Key: 'one-more', Value: '' }] });
      expect(more.code, operation).toBe('ValidationException');
    }
  });

  it('refuses the role of another account, and makes nothing', async () => {
    const wrong: string[] = [];
    for (const [operation, request] of creations('Foreign')) {
      for (const member of ['RoleArn', 'ExecutionRoleArn'].filter((name) => name in request)) {
        const input = { ...request, [member]: 'arn:aws:iam::999999999999:role/SagebrushExecutionRole' };
        const { code, message } = await call(operation, input);
        const isRefused = code === 'ValidationException' && /Cross-account pass role is not allowed/.test(message);
        if (!isRefused) wrong.push(`${operation}: ${code} ${message}`);
        if (await isThere(operation, 'Foreign')) wrong.push(`${operation} made it`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has things that carry no tags of their own: versions, executions, and what is not there', async () => {
    const arns = [things['PipelineExecutionArn'], `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model/ghost`, 'model/x'];
    for (const ResourceArn of arns) {
      const { code } = await call('AddTags', { ResourceArn, Tags: [{ Key: 'k', Value: 'v' }] });
      expect(code, ResourceArn).toBe('ValidationException');
    }
  });
});

/** The required member that ends in Name and that the operation is named after: `ModelName` of CreateModel. */
function nameOf(operation: string): { readonly member: string } | undefined {
  const { required = [] } = shapeOf(model, model.operations[operation]?.input?.shape ?? '');
  const member = required.find((name) => name === `${operation.replace('Create', '')}Name`);
  return member === undefined ? undefined : { member };
}
