import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ServiceName, serviceModel } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { type BuiltOperation, builtOperations } from '../support/built-operations.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { answerProblems } from '../support/shape-check.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

/**
 * Members that the model calls required and SageMaker leaves out all the same: a training job has no model before its
 * end, and none after one that failed.
 */
const LEFT_OUT = ['DescribeTrainingJob lacks its required ModelArtifacts'];

describe('The answer of every built operation', () => {
  let server: WholeServer;
  let client: ApiClient;
  let built: readonly BuiltOperation[];

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    built = await builtOperations(client);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const problemsOf = async ({ service, operation }: BuiltOperation, input: Record<string, unknown>) => {
    const answer = await client.call(service, operation.name, input);
    if (answer.code !== undefined) return { refusal: `${operation.name}: ${answer.code} ${answer.message}` };
    const problems = answerProblems(serviceModel(service), operation, answer);
    return { problems: problems.filter((problem) => !LEFT_OUT.includes(problem)), answer };
  };
  const named = (expression: RegExp) => built.filter(({ operation }) => expression.test(operation.name));

  it('has its lists when there is nothing to list, and no token', async () => {
    for (const one of named(/^List/).filter(({ service }) => service === 'sagemaker')) {
      const model = serviceModel(one.service);
      const { required } = model.shapes[one.operation.input?.shape ?? ''] ?? {};
      if (required?.length || one.operation.name === 'ListPipelineExecutionSteps') continue;
      const { json } = await client.call(one.service, one.operation.name, {});
      expect(Object.values(json as object), one.operation.name).toEqual([[]]);
    }
  });

  it('has the shape that the model says', async () => {
    await makeBucket(client, 'conformance');
    const things = await makeThings(client, server, 'conformance', 'Thing-1');
    const wrong: string[] = [];
    const shown = new Set<string>();
    const run = async (which: readonly BuiltOperation[]) => {
      for (const one of which) {
        const { problems, refusal } = await problemsOf(one, inputFor(one, things));
        if (problems) shown.add(one.operation.name);
        if (problems) wrong.push(...problems);
        else if (things[identityOf(one) ?? ''] !== undefined && !one.operation.name.startsWith('Create'))
          wrong.push(refusal);
      }
    };
    await run(named(/^Create(?!.*(Job|Endpoint)$)/));
    // At once, and again when the jobs, the execution and the endpoint have failed, as they must here.
    await run(named(/^(Describe|List)/));
    await settled(client, things);
    await run(named(/^(AddTags|Update(?!Endpoint$|PipelineExecution$))/));
    await run(named(/^(Describe|List|Get|Assume|Simulate|Filter)/));
    // What belongs to something goes before it.
    await run(named(/^(Disassociate.*|Delete.*(Policy|Tags|Association))$/));
    for (const name of ['DeleteTrialComponent', 'DeleteTrial']) await run(named(new RegExp(`^${name}$`)));
    await run(named(/^Delete(?!Trial|.*(Policy|Tags|Association)$)/));
    expect(wrong).toEqual([]);
    // Of what is listed for one resource there is something to see.
    const described = named(/^Describe/).filter((one) => things[identityOf(one) ?? ''] !== undefined);
    expect([...shown]).toEqual(expect.arrayContaining(described.map(({ operation }) => operation.name)));
  });
});

/** The member that says what a request is about: the first that it requires. */
function identityOf({ service, operation }: BuiltOperation): string | undefined {
  return serviceModel(service).shapes[operation.input?.shape ?? '']?.required?.[0];
}

function inputFor({ service, operation }: BuiltOperation, things: Things): Record<string, unknown> {
  const hints = { ...things, ...HINTS[service] };
  const input = new ExampleInputs(serviceModel(service), hints).minimal(operation.name);
  return { ...input, ...MORE[operation.name]?.(things) };
}

/** What the server has from the start, and what an earlier operation of the same test has made. */
const HINTS: Partial<Record<ServiceName, Things>> = {
  iam: { RoleName: 'SagebrushExecutionRole', UserName: 'someone' },
  sts: { RoleSessionName: 'conformance' },
};

/** Members that an operation needs although the model does not require them. */
const MORE: Readonly<Record<string, (things: Things) => Record<string, unknown>>> = {
  ListPipelineExecutionSteps: ({ PipelineExecutionArn }) => ({ PipelineExecutionArn }),
  UpdateFeatureGroup: () => ({ FeatureAdditions: [{ FeatureName: 'size', FeatureType: 'Integral' }] }),
  DescribeLogStreams: () => ({ logGroupName: 'example' }),
  FilterLogEvents: () => ({ logGroupName: 'example' }),
  GetLogEvents: () => ({ logGroupName: 'example' }),
};

async function settled(client: ApiClient, things: Things): Promise<void> {
  const statusOf = async (operation: string, member: string, status: string) =>
    (await client.ask('sagemaker', operation, { [member]: things[member] }))[status];
  await vi.waitFor(
    async () => {
      const statuses = [
        await statusOf('DescribeTrainingJob', 'TrainingJobName', 'TrainingJobStatus'),
        await statusOf('DescribeProcessingJob', 'ProcessingJobName', 'ProcessingJobStatus'),
        await statusOf('DescribeEndpoint', 'EndpointName', 'EndpointStatus'),
        await statusOf('DescribePipelineExecution', 'PipelineExecutionArn', 'PipelineExecutionStatus'),
      ];
      expect(statuses).toEqual(['Failed', 'Failed', 'Failed', 'Failed']);
      expect(await statusOf('DescribeFeatureGroup', 'FeatureGroupName', 'FeatureGroupStatus')).toBe('Created');
    },
    { timeout: 40_000, interval: 50 },
  );
}
