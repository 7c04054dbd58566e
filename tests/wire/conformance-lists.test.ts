import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OperationFacts, serviceModel, shapeOf } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { exampleRequests, makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

/** In an order that is neither that of the alphabet nor its reverse; lists must not mind the case. */
const NAMES = ['Delta', 'alpha', 'Echo', 'bravo', 'Charlie'];

/** What a list needs to know to have several things in it, where the model does not require it or many would do. */
const PARENTS: Readonly<Record<string, (last: Things) => Members>> = {
  ListPipelineExecutions: ({ PipelineName }) => ({ PipelineName }),
  ListPipelineExecutionSteps: ({ PipelineExecutionArn }) => ({ PipelineExecutionArn }),
  ListPipelineParametersForExecution: ({ PipelineExecutionArn }) => ({ PipelineExecutionArn }),
  ListTags: ({ ResourceArn }) => ({ ResourceArn }),
  ListModelPackages: () => ({ ModelPackageType: 'Both' }),
};

/** The order of each list when none is asked for: as the API pages say it, where they do. */
const DEFAULT_ORDERS: Readonly<Record<string, Members>> = {
  ...byDefault('CreationTime', 'Descending', [
    ...['ListActions', 'ListArtifacts', 'ListContexts', 'ListAssociations', 'ListExperiments', 'ListTrials'],
    ...['ListTrialComponents', 'ListEndpoints', 'ListEndpointConfigs', 'ListModels'],
    // By time, say the pages of these; the newest first is what their clients rely on.
    ...['ListPipelines', 'ListPipelineExecutions', 'ListFeatureGroups'],
  ]),
  ...byDefault('CreationTime', 'Ascending', [
    ...['ListTrainingJobs', 'ListProcessingJobs', 'ListModelPackageGroups', 'ListModelPackages', 'ListProjects'],
    'ListAlgorithms',
  ]),
  ...byDefault('Name', 'Ascending', ['ListCodeRepositories']),
  ListPipelineExecutionSteps: { SortOrder: 'Descending' },
  // Nothing to choose: by key, and as the definition has them.
  ListTags: {},
  ListPipelineParametersForExecution: {},
};

function byDefault(SortBy: string, SortOrder: string, lists: readonly string[]): Readonly<Record<string, Members>> {
  return Object.fromEntries(lists.map((list) => [list, { SortBy, SortOrder }]));
}

/** Lists whose page is larger than ten unless asked otherwise, and why. */
const LARGE_PAGES: Readonly<Record<string, number>> = {
  // The least that a client may ask for.
  ListTags: 50,
  // The Python SDK reads one page.
  ListPipelineExecutionSteps: 100,
  ListPipelineParametersForExecution: 100,
};

const model = serviceModel('sagemaker');

describe('Every built list', () => {
  let server: WholeServer;
  let client: ApiClient;
  let things: Things;
  let lists: OperationFacts[];

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeBucket(client, 'lists');
    for (const name of NAMES) things = await makeThings(client, server, 'lists', name);
    await moreOfOne(client, things);
    await moreOfMany(client, server);
    await untilQuiet(client);
    const built = await builtOperations(client, ['sagemaker']);
    lists = built.map(({ operation }) => operation).filter((operation) => isPaged(operation));
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const baseOf = (operation: OperationFacts) => PARENTS[operation.name]?.(things) ?? {};

  /** Every page, with the tokens between them. */
  async function walk(operation: OperationFacts, input: Members, pageSize: number) {
    const items: unknown[] = [];
    const tokens: string[] = [];
    let token: string | undefined;
    do {
      const page = { ...input, MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) };
      const answer = await client.ask('sagemaker', operation.name, page);
      items.push(...(answer[itemsOf(operation)] as unknown[]));
      token = answer['NextToken'] as string | undefined;
      if (token !== undefined) tokens.push(token);
    } while (token !== undefined && tokens.length < 200);
    return { items, tokens };
  }

  it('walks the same things in small pages as in one, in every order it knows', async () => {
    const wrong: string[] = [];
    for (const operation of lists) {
      const { min = 1, max = 100 } = boundsOf(operation);
      const seen = new Set<number>();
      for (const order of ordersOf(operation)) {
        const input = { ...baseOf(operation), ...order };
        const whole = await walk(operation, input, max);
        const small = await walk(operation, input, min);
        const about = `${operation.name} ${JSON.stringify(order)}`;
        seen.add(whole.items.length);
        if (whole.items.length < 2) wrong.push(`${about} lists ${whole.items.length}, which shows nothing`);
        if (JSON.stringify(small.items) !== JSON.stringify(whole.items)) wrong.push(`${about} depends on its pages`);
        const pages = Math.ceil(whole.items.length / min);
        if (small.tokens.length !== pages - 1)
          wrong.push(`${about} has ${small.tokens.length} tokens for ${pages} pages`);
      }
      if (seen.size > 1) wrong.push(`${operation.name} lists ${[...seen].join(' or ')} things`);
    }
    expect(wrong).toEqual([]);
  });

  it('is in the order that was asked for, and back to front in the other', async () => {
    const wrong: string[] = [];
    for (const operation of lists) {
      for (const sortBy of valuesOf(operation, 'SortBy')) {
        const sorted = async (SortOrder: string) => {
          const { items } = await walk(operation, { ...baseOf(operation), SortBy: sortBy, SortOrder }, 100);
          return items as Members[];
        };
        const upward = await sorted('Ascending');
        const downward = await sorted('Descending');
        if (JSON.stringify(upward) !== JSON.stringify(downward.toReversed())) {
          wrong.push(`${operation.name} by ${sortBy} is not turned round`);
        }
        const keys = upward.map((item) => keyOf(item, sortBy));
        const isSorted = keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') <= key);
        if (!isSorted) wrong.push(`${operation.name} by ${sortBy} is in the order ${keys.join(', ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is in the order that the API pages give it, when none is asked for, or only half of one', async () => {
    const wrong: string[] = [];
    for (const operation of lists) {
      const order = DEFAULT_ORDERS[operation.name];
      if (!order) {
        wrong.push(`${operation.name} has no default order in the table`);
        continue;
      }
      const { max = 100 } = boundsOf(operation);
      const walked = async (asked: Members) =>
        JSON.stringify((await walk(operation, { ...baseOf(operation), ...asked }, max)).items);
      const wanted = await walked(order);
      if ((await walked({})) !== wanted)
        wrong.push(`${operation.name} is in another order than ${JSON.stringify(order)}`);
      const { SortBy, SortOrder } = order;
      if (SortBy !== undefined && (await walked({ SortBy })) !== wanted) wrong.push(`${operation.name} by ${SortBy}`);
      if (SortOrder !== undefined && (await walked({ SortOrder })) !== wanted)
        wrong.push(`${operation.name} ${SortOrder}`);
    }
    expect(wrong).toEqual([]);
  });

  it('has ten in a page, unless more is asked for', async () => {
    const wrong: string[] = [];
    for (const operation of lists) {
      const { max = 100 } = boundsOf(operation);
      const all = (await walk(operation, baseOf(operation), max)).items.length;
      const first = await client.ask('sagemaker', operation.name, baseOf(operation));
      const page = LARGE_PAGES[operation.name] ?? 10;
      const length = (first[itemsOf(operation)] as unknown[]).length;
      if (length !== Math.min(all, page)) wrong.push(`${operation.name} gives ${length} of ${all}`);
      if ('NextToken' in first !== all > page) wrong.push(`${operation.name} has a wrong idea of what is left`);
    }
    expect(wrong).toEqual([]);
  });

  it('refuses the token of another list, of other filters, and one that was tampered with', async () => {
    const wrong: string[] = [];
    const tokens = new Map<string, string>();
    for (const operation of lists) {
      const { min = 1 } = boundsOf(operation);
      const [token] = (await walk(operation, baseOf(operation), min)).tokens;
      if (token !== undefined) tokens.set(operation.name, token);
    }
    const refuses = async (operation: OperationFacts, input: Members, what: string) => {
      const { code, status } = await client.call('sagemaker', operation.name, { ...baseOf(operation), ...input });
      if (code !== 'ValidationException') wrong.push(`${operation.name} takes ${what}: ${status} ${code}`);
    };
    for (const operation of lists) {
      const own = tokens.get(operation.name);
      for (const [name, token] of tokens) {
        if (name !== operation.name) await refuses(operation, { NextToken: token }, `a token of ${name}`);
      }
      const garbage = ['x', '!', ' ', 'AAAA', Buffer.alloc(200).toString('base64'), '\u0000', 'x'.repeat(8192)];
      for (const NextToken of garbage) await refuses(operation, { NextToken }, JSON.stringify(NextToken.slice(0, 9)));
      if (own === undefined) continue;
      const bent = Buffer.from(own, 'base64url');
      bent[bent.length - 1] = (bent[bent.length - 1] ?? 0) ^ 1;
      await refuses(operation, { NextToken: bent.toString('base64url') }, 'a token that was tampered with');
      for (const [filter, value] of filtersOf(operation)) {
        await refuses(operation, { NextToken: own, [filter]: value }, `its token with another ${filter}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('may ask for pages of another size with a token', async () => {
    for (const operation of lists) {
      const { min = 1, max = 100 } = boundsOf(operation);
      const { items, tokens } = await walk(operation, baseOf(operation), min);
      const [token] = tokens;
      if (token === undefined) continue;
      const input = { ...baseOf(operation), NextToken: token, MaxResults: max };
      const rest = (await client.ask('sagemaker', operation.name, input))[itemsOf(operation)];
      expect(rest, operation.name).toEqual(items.slice(min));
    }
  });

  it('finds nothing, and says so with an empty list, where a filter fits nothing', async () => {
    for (const operation of lists) {
      const members = shapeOf(model, operation.input?.shape ?? '').members ?? {};
      for (const filter of ['NameContains', 'PipelineNamePrefix'].filter((name) => name in members)) {
        const answer = await client.ask('sagemaker', operation.name, { ...baseOf(operation), [filter]: 'Zulu' });
        expect(answer, operation.name).toEqual({ [itemsOf(operation)]: [] });
      }
      for (const filter of Object.keys(members).filter((name) => /(Time|Created)After$/.test(name))) {
        const answer = await client.ask('sagemaker', operation.name, { ...baseOf(operation), [filter]: 4_000_000_000 });
        expect(answer, `${operation.name} ${filter}`).toEqual({ [itemsOf(operation)]: [] });
      }
      for (const filter of Object.keys(members).filter((name) => /(Time|Created)Before$/.test(name))) {
        const answer = await client.ask('sagemaker', operation.name, { ...baseOf(operation), [filter]: 1_000_000_000 });
        expect(answer, `${operation.name} ${filter}`).toEqual({ [itemsOf(operation)]: [] });
      }
    }
  });
});

function isPaged({ name, input, output }: OperationFacts): boolean {
  const members = (shape: string | undefined) => (shape === undefined ? {} : (shapeOf(model, shape).members ?? {}));
  return name.startsWith('List') && 'NextToken' in members(input?.shape) && 'NextToken' in members(output?.shape);
}

/** The member of the answer that has the things. */
function itemsOf(operation: OperationFacts): string {
  const members = Object.entries(shapeOf(model, operation.output?.shape ?? '').members ?? {});
  const list = members.find(([, member]) => shapeOf(model, member.shape).type === 'list');
  if (!list) throw new Error(`${operation.name} lists nothing`);
  return list[0];
}

function boundsOf(operation: OperationFacts): { min?: number; max?: number } {
  const facts = shapeOf(model, operation.input?.shape ?? '').members?.['MaxResults'];
  return facts ? shapeOf(model, facts.shape) : {};
}

function valuesOf(operation: OperationFacts, member: string): readonly string[] {
  const facts = shapeOf(model, operation.input?.shape ?? '').members?.[member];
  return facts ? (shapeOf(model, facts.shape).enum ?? []) : [];
}

function* ordersOf(operation: OperationFacts): Generator<Members> {
  yield {};
  const orders = valuesOf(operation, 'SortOrder');
  const keys = valuesOf(operation, 'SortBy');
  if (keys.length === 0) for (const SortOrder of orders) yield { SortOrder };
  for (const SortBy of keys) for (const SortOrder of orders) yield { SortBy, SortOrder };
}

/** One other value for each member that narrows a list or orders it. */
function* filtersOf(operation: OperationFacts): Generator<[string, unknown]> {
  const { members = {} } = shapeOf(model, operation.input?.shape ?? '');
  for (const [name, facts] of Object.entries(members)) {
    const shape = shapeOf(model, facts.shape);
    if (shape.type === 'timestamp') yield [name, 1_700_000_000];
    else if (name === 'NameContains') yield [name, 'a'];
    else if (name === 'SortBy' || name === 'SortOrder') for (const value of shape.enum ?? []) yield [name, value];
  }
}

/** What a list is sorted by, in the form in which it compares. */
function keyOf(item: Members, sortBy: string): string {
  const member = Object.keys(item).find(
    (name) => name === sortBy || (sortBy === 'Name' && /(?<!Display|Group|Source)Name$/.test(name)),
  );
  const value =
    sortBy === 'Status'
      ? Object.entries(item).find(([name]) => /(?<!Secondary)Status$/.test(name))?.[1]
      : item[member ?? ''];
  return typeof value === 'number' ? value.toFixed(3).padStart(20, '0') : String(value ?? '').toLowerCase();
}

/** Several executions of one pipeline, versions of one group, components of one trial, tags of one model. */
async function moreOfOne(client: ApiClient, things: Things): Promise<void> {
  const ask = (operation: string, input: Members) => client.ask('sagemaker', operation, input);
  const { PipelineName, ModelPackageGroupName, ResourceArn } = things;
  for (const round of [1, 2, 3]) {
    await ask('StartPipelineExecution', {
      PipelineName,
      ClientRequestToken: `a-token-of-at-least-32-characters-${round}`,
    });
    await ask('CreateModelPackage', { ModelPackageGroupName, ModelPackageDescription: String(round) });
  }
  await ask('AddTags', { ResourceArn, Tags: NAMES.map((Key) => ({ Key, Value: 'x' })) });
}

/** Enough of what is made at once that ten are not all. */
async function moreOfMany(client: ApiClient, { role }: WholeServer): Promise<void> {
  const records =
    /^Create(Model|EndpointConfig|ModelPackageGroup|Pipeline|Experiment|Trial|TrialComponent|Action|Artifact|Context|CodeRepository|Algorithm)$/;
  for (const name of ['Foxtrot', 'golf', 'Hotel', 'india', 'Juliett', 'kilo', 'Lima']) {
    const requests = Object.entries(exampleRequests(role, 'lists', name));
    for (const [operation, input] of requests) {
      if (records.test(operation)) await client.ask('sagemaker', operation, input);
    }
  }
}

/** Jobs, executions and endpoints change until they have ended; they fail here. */
async function untilQuiet(client: ApiClient): Promise<void> {
  const active = async (operation: string, input: Members) => {
    const answer = await client.ask('sagemaker', operation, { MaxResults: 100, ...input });
    const items = Object.values(answer).find(Array.isArray) as unknown[];
    return items.filter((item) => /"(\w*InProgress|Pending|Creating|Executing|Stopping)"/.test(JSON.stringify(item)))
      .length;
  };
  await vi.waitFor(
    async () => {
      const counts = [
        await active('ListTrainingJobs', {}),
        await active('ListProcessingJobs', {}),
        await active('ListEndpoints', {}),
        await active('ListFeatureGroups', {}),
        await active('ListProjects', {}),
        ...(await Promise.all(NAMES.map((PipelineName) => active('ListPipelineExecutions', { PipelineName })))),
      ];
      expect(counts.every((count) => count === 0)).toBe(true);
    },
    { timeout: 40_000, interval: 100 },
  );
}
