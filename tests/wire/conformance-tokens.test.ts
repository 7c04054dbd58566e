import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceModel, shapeOf } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { exampleRequests, makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

interface TokenCase {
  readonly request: (things: Things, server: WholeServer, client: ApiClient) => Members | Promise<Members>;
  /** What makes it another request. */
  readonly other: Members;
  /** How many things there are of those that the operation makes. */
  readonly count?: (things: Things) => readonly [operation: string, input: Members];
}

const SLOW = { PipelineName: 'Slow', ClientRequestToken: 'a-request-token-of-at-least-32-characters' };

/** Each operation with a token, in an order in which what the ones need is not deleted by the others. */
const CASES: Readonly<Record<string, TokenCase>> = {
  CreatePipeline: {
    request: (_, { role }) => ({ ...exampleRequests(role, 'tokens', 'Again')['CreatePipeline'] }),
    other: { PipelineDescription: 'another' },
    count: () => ['ListPipelines', { PipelineNamePrefix: 'Again' }],
  },
  StartPipelineExecution: {
    request: () => ({ PipelineName: 'Once', PipelineParameters: [{ Name: 'Colour', Value: 'red' }] }),
    other: { PipelineParameters: [{ Name: 'Colour', Value: 'green' }] },
    count: () => ['ListPipelineExecutions', { PipelineName: 'Once' }],
  },
  StopPipelineExecution: {
    // Its job takes longer to fail than a stop to come.
    request: async (_things, _server, client) => client.ask('sagemaker', 'StartPipelineExecution', SLOW),
    other: { PipelineExecutionArn: 'arn:aws:sagemaker:us-west-2:123456789012:pipeline/once/execution/a1b2c3d4e5f6' },
  },
  DeletePipeline: { request: () => ({ PipelineName: 'Deleted' }), other: { PipelineName: 'Once' } },
  CreateModelPackage: {
    request: () => ({ ModelPackageGroupName: 'Once', CustomerMetadataProperties: { a: '1', b: '2' } }),
    other: { ModelPackageDescription: 'another' },
    count: () => ['ListModelPackages', { ModelPackageGroupName: 'Once' }],
  },
  UpdateModelPackage: {
    request: ({ ModelPackageArn }) => ({
      ModelPackageArn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: 'good enough',
    }),
    other: { ModelApprovalStatus: 'Rejected' },
    count: () => ['ListActions', { ActionType: 'Approval' }],
  },
};

const model = serviceModel('sagemaker');

describe('A token for a request that may be repeated', () => {
  let server: WholeServer;
  let client: ApiClient;
  let things: Things;

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeBucket(client, 'tokens');
    things = await makeThings(client, server, 'tokens', 'Once');
    const pipeline = exampleRequests(server.role, 'tokens', 'Deleted')['CreatePipeline'] ?? {};
    await client.ask('sagemaker', 'CreatePipeline', pipeline);
    const { ProcessingJobName: _, ...job } =
      exampleRequests(server.role, 'tokens', 'Slow')['CreateProcessingJob'] ?? {};
    const steps = [{ Name: 'Wait', Type: 'Processing', Arguments: job }];
    const PipelineDefinition = JSON.stringify({ Version: '2020-12-01', Steps: steps });
    await client.ask('sagemaker', 'CreatePipeline', { ...pipeline, ...SLOW, PipelineDefinition });
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const tokenOf = (operation: string) =>
    Object.keys(shapeOf(model, model.operations[operation]?.input?.shape ?? '').members ?? {}).find((name) =>
      /^Client(Request)?Token$/.test(name),
    ) ?? '';

  it('is tested for every operation that takes one', async () => {
    const built = (await builtOperations(client, ['sagemaker'])).map(({ operation }) => operation.name);
    expect(built.filter((name) => tokenOf(name) !== '').sort()).toEqual(Object.keys(CASES).sort());
  });

  it.each(Object.keys(CASES))('makes %s do it once, answer alike, and refuse another request', async (operation) => {
    const { request, other, count } = CASES[operation] ?? {};
    if (!request) throw new Error(`${operation} has no case`);
    const token = { [tokenOf(operation)]: 'a-repeated-token-of-at-least-32-char' };
    const input: Members = { ...(await request(things, server, client)), ...token };
    const counted = async () => {
      if (!count) return 0;
      const [list, filters] = count(things);
      const answer = await client.ask('sagemaker', list, { MaxResults: 100, ...filters });
      return (Object.values(answer).find(Array.isArray) as unknown[]).length;
    };
    const first = await client.ask('sagemaker', operation, input);
    const made = await counted();
    // The order of members is none of the request's meaning, and neither are blanks in its text.
    const turned = Object.fromEntries(Object.entries(input).reverse());
    for (const same of [input, turned, JSON.parse(JSON.stringify(input, null, 2)) as Members]) {
      expect(await client.ask('sagemaker', operation, same)).toEqual(first);
    }
    const { code, message } = await client.call('sagemaker', operation, { ...input, ...other });
    expect(code, message).toBe('ConflictException');
    expect(await counted()).toBe(made);
  });

  it('must be there, and long enough, where the model says so', async () => {
    for (const operation of Object.keys(CASES).filter((name) => tokenOf(name) === 'ClientRequestToken')) {
      const { request } = CASES[operation] ?? {};
      const input: Members = (await request?.(things, server, client)) ?? {};
      const { ClientRequestToken: _, ...bare } = input;
      expect((await client.call('sagemaker', operation, bare)).message).toMatch(
        /Value null at 'clientRequestToken' failed to satisfy constraint: Member must not be null/,
      );
      expect((await client.call('sagemaker', operation, { ...input, ClientRequestToken: 'short' })).message).toMatch(
        /Member must have length greater than or equal to 32/,
      );
    }
  });
});
