import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperationFacts, type ServiceModel, serviceModel, shapeOf } from '../../src/api/model.ts';
import { type ApiAnswer, ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { ACCOUNT } from '../support/callers.ts';
import { type CoveredOperation, coverageTables } from '../support/coverage-tables.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { exampleRequests, makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { memberAt, valuesAt, withMember } from '../support/member-paths.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

const CLASSES = ['honoured', 'stored', 'ignored', 'refused'] as const;

/** Which operations of S3 are built is told by its door: without members in their paths they can't be asked. */
const S3_DOOR = readFileSync(new URL('../../src/neighbours/s3/index.ts', import.meta.url), 'utf8');

/** What a member can't be without: other members beside it, or a value of its own that fits the rest. */
const COMPANIONS: Readonly<Record<string, (request: Members) => Members>> = {
  'CreateFeatureGroup OfflineStoreConfig': () => ({
    OfflineStoreConfig: { S3StorageConfig: { S3Uri: 's3://coverage' } },
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`,
  }),
  'CreateModel Containers': ({ PrimaryContainer }) => ({ Containers: [PrimaryContainer], PrimaryContainer: undefined }),
  'CreateTrainingJob EnableManagedSpotTraining': () => ({
    StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 },
  }),
};

/** Where Describe shows a member under another name. */
const SHOWN_AS: readonly (readonly [member: string, shown: string])[] = [['DeploymentConfig', 'LastDeploymentConfig']];

describe('The coverage tables', () => {
  let server: WholeServer;
  let client: ApiClient;
  let tables: readonly CoveredOperation[];
  let things: Things;
  let made = 0;

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    tables = await coverageTables();
    await makeBucket(client, 'coverage');
    things = await makeThings(client, server, 'coverage', 'Covered');
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const factsOf = ({ service, operation }: CoveredOperation): { model: ServiceModel; facts: OperationFacts } => {
    const model = serviceModel(service);
    const facts = model.operations[operation];
    if (!facts) throw new Error(`${service} has no operation ${operation}`);
    return { model, facts };
  };
  const membersOf = (model: ServiceModel, shape: string | undefined) =>
    shape === undefined ? [] : Object.keys(shapeOf(model, shape).members ?? {});

  it('have every operation that is built, and no other', async () => {
    const built = await builtOperations(client);
    const s3 = Object.keys(serviceModel('s3').operations).filter((name) => new RegExp(`\\b${name}: `).test(S3_DOOR));
    const names = [
      ...built.map(({ service, operation }) => `${service} ${operation.name}`),
      ...s3.map((name) => `s3 ${name}`),
    ];
    expect(tables.map(({ service, operation }) => `${service} ${operation}`).sort()).toEqual(names.sort());
  });

  it('have each member in one class, and no member or path that the model lacks', () => {
    const wrong: string[] = [];
    for (const line of tables) {
      const { model, facts } = factsOf(line);
      const classes = CLASSES.flatMap((name) => (name === 'honoured' ? line.honoured : Object.keys(line[name])));
      const whole = classes.filter((path) => !path.includes('.')).sort();
      const wanted = membersOf(model, facts.input?.shape).sort();
      if (String(whole) !== String(wanted)) wrong.push(`${line.operation} takes ${wanted}, and tells of ${whole}`);
      const answers = [...line.set, ...Object.keys(line.never)].sort();
      const given = membersOf(model, facts.output?.shape).sort();
      if (String(answers) !== String(given)) wrong.push(`${line.operation} gives ${given}, and tells of ${answers}`);
      for (const path of classes.filter((name) => name.includes('.'))) {
        if (!memberAt(model, facts.input?.shape ?? '', path)) wrong.push(`${line.operation} has no ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('give a reason for whatever is not as the API says', () => {
    const reasons = tables.flatMap(({ operation, stored, ignored, refused, never }) =>
      [stored, ignored, refused, never].flatMap((one) =>
        Object.entries(one).map(([path, why]) => ({ about: `${operation} ${path}`, why })),
      ),
    );
    expect(reasons.filter(({ why }) => !/^[A-Z].{10,}\.$/.test(why))).toEqual([]);
  });

  /** A request that is taken, for a thing that is not there yet; what is not created is asked about what is. */
  function requestFor(line: CoveredOperation): Members {
    const { model } = factsOf(line);
    const name = `Covered-${++made}`;
    const request = exampleRequests(server.role, 'coverage', name)[line.operation];
    if (!request) return new ExampleInputs(model, things as Members).minimal(line.operation);
    const parent = { ...request };
    for (const member of ['ModelPackageGroupName', 'PipelineName', 'EndpointConfigName', 'ExperimentName']) {
      if (member in parent && member !== model.shapes[inputOf(line)]?.required?.[0]) parent[member] = 'Covered';
    }
    if (line.operation === 'CreateModelPackage') parent['ModelPackageGroupName'] = 'Covered';
    if (line.operation === 'CreateEndpointConfig') {
      parent['ProductionVariants'] = (parent['ProductionVariants'] as Members[]).map((variant) => ({
        ...variant,
        ModelName: 'Covered',
      }));
    }
    return parent;
  }

  const inputOf = (line: CoveredOperation) => factsOf(line).facts.input?.shape ?? '';

  /** Requests of which each has another value at the path, added to what is there or alone in its structure. */
  function* requestsWith(line: CoveredOperation, path: string): Generator<Members> {
    const { model } = factsOf(line);
    const examples = new ExampleInputs(model, { Alarms: [{ AlarmName: 'alarm' }] });
    const shapeName = memberAt(model, inputOf(line), path)?.shape ?? '';
    const shape = shapeOf(model, shapeName);
    const step = path.split('.').at(-1) ?? '';
    const values = shape.enum ?? (shape.type === 'boolean' ? [true] : [examples.filledValueOf(shapeName, step)]);
    const own = valuesAt(requestFor(line), path)[0];
    if (own !== undefined) yield requestFor(line);
    for (const value of values) {
      for (const alone of path.includes('.') ? [false, true] : [false]) {
        const request = withMember({ model, examples }, requestFor(line), inputOf(line), path, value, alone);
        yield { ...request, ...COMPANIONS[`${line.operation} ${path}`]?.(request) };
      }
    }
  }

  it('are right in what is stored: it comes back', async () => {
    const wrong: string[] = [];
    let shown = 0;
    for (const line of tables.filter(({ operation }) => operation.startsWith('Create'))) {
      for (const path of Object.keys(line.stored)) {
        const answers: string[] = [];
        for (const request of requestsWith(line, path)) {
          const created = await client.call(line.service, line.operation, request);
          if (created.code !== undefined) answers.push(`${created.code} ${created.message}`);
          else if (await isShown(line, request, created, path)) answers.push('shown');
          else answers.push('not shown');
        }
        if (answers.includes('shown')) shown++;
        else wrong.push(`${line.operation} ${path}: ${answers.join(' | ')}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(shown).toBeGreaterThan(50);
  });

  async function isShown(line: CoveredOperation, request: Members, created: ApiAnswer, path: string): Promise<boolean> {
    const describe = line.operation.replace('Create', 'Describe');
    const { required = [] } = shapeOf(factsOf(line).model, inputOf({ ...line, operation: describe }));
    const made = { ...request, ...(created.json as Members) };
    made['ModelPackageName'] = made['ModelPackageArn'];
    const asked = Object.fromEntries(required.map((member) => [member, made[member]]));
    const answer = await client.ask(line.service, describe, asked);
    const [wanted] = valuesAt(request, path);
    const renamed = SHOWN_AS.find(([member]) => path.startsWith(member));
    return valuesAt(answer, renamed ? path.replace(...renamed) : path).some((value) => contains(value, wanted));
  }

  it('are right in what is refused: some value of it is, and without it the answer is another', async () => {
    const wrong: string[] = [];
    const answerTo = async ({ service, operation }: CoveredOperation, request: Members) => {
      const { code, message, status } = await client.call(service, operation, request);
      return `${status} ${code}: ${message}`.replaceAll(/Covered-\d+/gi, 'Covered');
    };
    for (const line of tables.filter(({ service }) => service === 'sagemaker')) {
      for (const path of Object.keys(line.refused)) {
        const plain = await answerTo(line, requestFor(line));
        const answers: string[] = [];
        for (const request of requestsWith(line, path)) answers.push(await answerTo(line, request));
        const isRefused = answers.some(
          (answer) => /^400 ValidationException/.test(answer) && !/errors? detected/.test(answer) && answer !== plain,
        );
        if (!isRefused) wrong.push(`${line.operation} ${path}: ${plain}, and with it ${answers.join(' | ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are right in what is never given', async () => {
    const wrong: string[] = [];
    const examples = exampleRequests(server.role, 'coverage', 'x');
    const ending = /^(Delete|Stop|Disassociate)/;
    // What is deleted can't be described any more.
    const ours = tables.filter(({ service }) => service === 'sagemaker');
    for (const line of ours.sort((a, b) => Number(ending.test(a.operation)) - Number(ending.test(b.operation)))) {
      const { code, message, json } = await client.call(line.service, line.operation, requestFor(line));
      const isMade = line.operation.replace('Describe', 'Create') in examples;
      if (code !== undefined && isMade && line.operation.startsWith('Describe'))
        wrong.push(`${line.operation}: ${message}`);
      for (const path of Object.keys(line.never)) {
        if (valuesAt(json, path).length > 0) wrong.push(`${line.operation} gives ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Whether a value has all of another: what the server fills in comes on top. */
function contains(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(wanted).every(([key, inner]) => contains(Reflect.get(value, key), inner));
}
