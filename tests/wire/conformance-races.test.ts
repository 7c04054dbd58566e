import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, ApiClient } from '../support/api-client.ts';
import { exampleRequests, makeBucket, makeThings } from '../support/example-input-things.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

const AT_ONCE = 8;

/** Creations that answer a repeated request like the first one: by its token, by its source, or by nature. */
const REPEATABLE = new Set([
  'CreatePipeline',
  'StartPipelineExecution',
  'AssociateTrialComponent',
  'PutModelPackageGroupPolicy',
]);

/** In the order in which nothing keeps a thing from being deleted. */
const DELETIONS: readonly (readonly [operation: string, member: string])[] = [
  ['DeleteEndpoint', 'EndpointName'],
  ['DeleteEndpointConfig', 'EndpointConfigName'],
  ['DeleteModel', 'ModelName'],
  ['DeleteModelPackage', 'ModelPackageName'],
  ['DeleteModelPackageGroupPolicy', 'ModelPackageGroupName'],
  ['DeleteModelPackageGroup', 'ModelPackageGroupName'],
  ['DeleteAlgorithm', 'AlgorithmName'],
  ['DeleteCodeRepository', 'CodeRepositoryName'],
  ['DisassociateTrialComponent', 'TrialName'],
  ['DeleteTrialComponent', 'TrialComponentName'],
  ['DeleteTrial', 'TrialName'],
  ['DeleteExperiment', 'ExperimentName'],
  ['DeleteAssociation', 'SourceArn'],
  ['DeleteAction', 'ActionName'],
  ['DeleteArtifact', 'ArtifactArn'],
  ['DeleteContext', 'ContextName'],
];

/** Deletions of links: what is not linked any more is no error for some of them. */
const MAY_REPEAT = new Set(['DisassociateTrialComponent', 'DeleteModelPackageGroupPolicy']);

describe.each(['sqlite', 'postgres'])('Calls at the same time (%s)', (dialect) => {
  let databaseUrl: string | undefined;
  let server: WholeServer;
  let client: ApiClient;

  beforeAll(async () => {
    databaseUrl = dialect === 'postgres' ? await createPostgresDatabase() : undefined;
    server = await startWholeServer(databaseUrl);
    client = new ApiClient(server);
    await makeBucket(client, 'races');
  });
  afterAll(async () => {
    client.close();
    await server.close();
    if (databaseUrl !== undefined) await dropPostgresDatabase(databaseUrl);
    expect(server.faults).toEqual([]);
  });

  const together = (operation: string, input: Members): Promise<ApiAnswer[]> =>
    Promise.all(Array.from({ length: AT_ONCE }, () => client.call('sagemaker', operation, input)));
  const codesOf = (answers: ApiAnswer[]) => answers.map(({ code, message }) => (code ? `${code}: ${message}` : 'done'));
  const done = (answers: ApiAnswer[]) => answers.filter(({ code }) => code === undefined);

  it('make one thing, and tell all others that it is there', async () => {
    const requests = exampleRequests(server.role, 'races', 'Raced');
    for (const [operation, input] of Object.entries(requests)) {
      const answers = await together(operation, input);
      const made = new Set(done(answers).map(({ json }) => JSON.stringify(json)));
      const about = `${operation}: ${codesOf(answers).join('\n')}`;
      if (operation === 'CreateModelPackage') expect(made.size, about).toBe(AT_ONCE);
      else expect(made.size, about).toBe(1);
      if (REPEATABLE.has(operation)) expect(done(answers), about).toHaveLength(AT_ONCE);
      else if (operation !== 'CreateModelPackage') expect(done(answers), about).toHaveLength(1);
      for (const { status } of answers) expect(status, about).toBeLessThan(500);
    }
  });

  it('delete a thing once, and do not find it again', async () => {
    const things = await makeThings(client, server, 'races', 'Gone');
    for (const [operation, member] of DELETIONS) {
      const input = { ...things, [member]: things[member] };
      const answers = await together(
        operation,
        operation === 'DeleteArtifact' ? { ArtifactArn: things['ArtifactArn'] } : input,
      );
      const about = `${operation}: ${codesOf(answers).join('\n')}`;
      expect(done(answers).length, about).toBeGreaterThan(0);
      if (!MAY_REPEAT.has(operation)) expect(done(answers), about).toHaveLength(1);
      for (const { status } of answers) expect(status, about).toBeLessThan(500);
    }
  });

  it('on one thing, of all kinds, fail no other way than one after the other could', async () => {
    const things = await makeThings(client, server, 'races', 'Torn');
    const requests = Object.entries(exampleRequests(server.role, 'races', 'Torn'));
    const calls: [string, Members][] = [];
    for (let round = 0; round < 3; round++) {
      for (const [index, [operation, member]] of DELETIONS.entries()) {
        calls.push([operation, { ...things, [member]: things[member] }]);
        const request = requests[(index * 7 + round) % requests.length];
        if (request) calls.push(request);
        const Tags = [{ Key: `k${index}`, Value: String(round) }];
        calls.push(['AddTags', { ResourceArn: things['ResourceArn'], Tags }]);
        calls.push([
          'UpdateModelPackage',
          { ModelPackageArn: things['ModelPackageArn'], ModelApprovalStatus: 'Approved' },
        ]);
        calls.push([
          'UpdateTrialComponent',
          { TrialComponentName: 'Torn', Parameters: { [`p${index}`]: { NumberValue: 1 } } },
        ]);
        calls.push(['ListTrialComponents', { TrialName: 'Torn' }]);
      }
    }
    const answers = await Promise.all(calls.map(([operation, input]) => client.call('sagemaker', operation, input)));
    for (const [index, answer] of answers.entries()) {
      const about = `${JSON.stringify(calls[index])} ${answer.code}: ${answer.message}`;
      expect(answer.status, about).toBeLessThan(500);
    }
    expect(server.faults).toEqual([]);
  });
});
