import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceName, serviceModel } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { type BuiltOperation, builtOperations } from '../support/built-operations.ts';
import { ACCOUNT } from '../support/callers.ts';
import { Dice } from '../support/dice.ts';
import { HostileInputs } from '../support/example-input-hostile.ts';
import { exampleRequests, makeBucket, makeThings } from '../support/example-input-things.ts';
import { fuzzSettings } from '../support/fuzz-settings.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { answerProblems } from '../support/shape-check.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

const NAMES = ['Fuzzed-1', 'Fuzzed-2', 'Fuzzed-3', 'Fuzzed-4'];

/** Things of the services beside SageMaker; neither the role that jobs have nor the user who calls. */
const NEIGHBOURS = {
  ...{ RoleName: 'Fuzzed', UserName: 'fuzzed', PolicyName: 'fuzzed', roleSessionName: 'fuzzed' },
  ...{ logGroupName: 'fuzzed', logStreamName: 'fuzzed', Bucket: 'fuzzed' },
  ...{ QueueName: 'fuzzed', MessageBody: 'fuzzed', VisibilityTimeout: 0 },
};

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Lists that name nothing: what was taken from hostile calls is read back by them. */
const READ_BACK = /^(List\w+s|Search)$/;

describe.each(['sqlite', 'postgres'])('Hostile calls (%s)', (dialect) => {
  let databaseUrl: string | undefined;
  let server: WholeServer;
  let client: ApiClient;
  let built: readonly BuiltOperation[];
  /** For each of the things that exist, what makes inputs about it. */
  const inputs: Map<ServiceName, HostileInputs>[] = [];

  beforeAll(async () => {
    databaseUrl = dialect === 'postgres' ? await createPostgresDatabase() : undefined;
    server = await startWholeServer(databaseUrl);
    client = new ApiClient(server);
    // What is deleted can't be tried any more.
    built = (await builtOperations(client)).flatMap((one) =>
      /^Delete/.test(one.operation.name) ? one : [one, one, one],
    );
    await makeBucket(client, 'fuzzed');
    const queue = { QueueUrl: `${server.url}/${ACCOUNT}/${NEIGHBOURS.QueueName}` };
    for (const name of NAMES) {
      const hints = { ...(await makeThings(client, server, 'fuzzed', name)), ...NEIGHBOURS, ...queue };
      inputs.push(new Map(built.map(({ service }) => [service, new HostileInputs(serviceModel(service), hints)])));
    }
  });
  afterAll(async () => {
    client.close();
    await server.close();
    if (databaseUrl !== undefined) await dropPostgresDatabase(databaseUrl);
  });

  /** Hostile calls delete, too; what there is to be hostile to comes back. */
  const makeAgain = async () => {
    await client.call('iam', 'CreateUser', NEIGHBOURS);
    await client.call('iam', 'CreateRole', { ...NEIGHBOURS, AssumeRolePolicyDocument: TRUST });
    await client.call('logs', 'CreateLogGroup', NEIGHBOURS);
    await client.call('logs', 'CreateLogStream', NEIGHBOURS);
    await client.call('sqs', 'CreateQueue', NEIGHBOURS);
    for (const name of NAMES) {
      const requests = Object.entries(exampleRequests(server.role, 'fuzzed', name));
      for (const [operation, input] of requests) await client.call('sagemaker', operation, input);
    }
  };

  /** An error of the server's own is found in its log, too, where it has its cause. */
  const expectNoFault = (what: string, status: number) => {
    const fault = server.faults.shift();
    if (fault === undefined && (status < 500 || status === 501 || status === 507)) return;
    throw new Error(`${what} gave ${status}`, { cause: Reflect.get(fault ?? {}, 'err') ?? fault });
  };

  let calls = 0;
  it('are each answered, with a result of the right shape or an error of the API', async () => {
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      if (calls++ % 200 === 0) await makeAgain();
      const dice = new Dice(seed);
      const one = dice.of(built);
      const { service, operation } = one;
      // Half of them about a new thing, so that not every creation finds its name taken.
      const name = dice.oneIn(2) ? dice.of(NAMES) : `New-${dice.under(1000)}`;
      const example = exampleRequests(server.role, 'fuzzed', name)[operation.name];
      const input = dice.of(inputs).get(service)?.of(operation.input?.shape, dice, example) ?? {};
      const answer = await client.call(service, operation.name, input);
      const what = `${operation.name} ${JSON.stringify(input)}`;
      expectNoFault(what, answer.status);
      if (answer.code === undefined) expect(problemsOf(one, answer), what).toEqual([]);
      else expect(answer.code, what).toMatch(/^[A-Z][A-Za-z.]+$/);
    });
    await fc.assert(property, fuzzSettings(`operations on ${dialect}`, 10));
  }, 120_000);

  it('leave everything that can be listed in order', async () => {
    for (const one of built.filter(({ operation }) => READ_BACK.test(operation.name))) {
      const answer = await client.call(one.service, one.operation.name, {});
      expectNoFault(one.operation.name, answer.status);
      if (answer.code === undefined) expect(problemsOf(one, answer), one.operation.name).toEqual([]);
    }
  });
});

/** Answers show what was taken, odd as it is, and newer members of requests with it; that is no fault. */
const TAKEN = /NoSuchMember|is empty, not left out|is no time in seconds|lacks its required ModelArtifacts/;

function problemsOf({ service, operation }: BuiltOperation, answer: Parameters<typeof answerProblems>[2]): string[] {
  const problems = answerProblems(serviceModel(service), operation, answer);
  return problems.filter((problem) => !TAKEN.test(problem));
}
