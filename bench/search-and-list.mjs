// How long Search and the lists of experiments take over a million trial components (and as many trials and experiments),
// on SQLite and on PostgreSQL: first page, a page in the middle, the last page. The limit is a page of ten rows by primary
// key in bare SQL. No peer answers Search: moto server knows neither the call over trial components nor its filters.
import { sql } from 'kysely';
import { buildModules } from './support/built.mjs';
import { callContext, onEachStore } from './support/databases.mjs';
import { printTable } from './support/table.mjs';
import {
  COMPONENTS,
  componentArn,
  componentName,
  experimentName,
  SCOPE,
  sourceOf,
  timeOf,
  trialName,
  writeComponents,
} from './support/trial-components.mjs';

const RUNS = Number(process.env.SAGEBRUSH_BENCH_RUNS ?? 200);
const WARM_UP_RUNS = 10;
const CONTEXT = callContext(SCOPE);

const modules = await buildModules(
  'services/search/index',
  'services/search/properties/flatten-record',
  'services/search/indexing/property-store',
  'services/search/indexing/document-store',
  'services/search/indexing/value-store',
  'services/experiments/index',
  'services/tags/index',
  'store/sql/migrate',
  'store/sql/sqlite-store',
  'store/sql/postgres-store',
  'api/operation-registry',
  'api/page-tokens',
  'base/clock',
  'base/logger',
);
await onEachStore(modules, measure);

async function measure(name, store) {
  const startedAt = performance.now();
  await writeComponents(store, modules);
  console.log(
    `\n${name}: ${COMPONENTS} components written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`,
  );
  const tokens = new modules.PageTokens(new Uint8Array(32));
  const call = operations(store, tokens);
  const limit = await timed(() => primaryKeyPage(store, COMPONENTS / 2));
  const rows = [['bare SQL: a page by primary key', '', ...cells(limit, limit)]];
  for (const [question, { operation, input, places }] of Object.entries(questions())) {
    for (const [place, NextToken] of await tokensOf(store, tokens, call, operation, input, places)) {
      const samples = await timed(() => call(operation, { ...input, NextToken }));
      rows.push([question, place, ...cells(samples, limit)]);
    }
  }
  rows.push([
    'Search: one by its tag, right after the tag was set',
    '',
    ...cells(await timed(afterWrite(call)), limit),
  ]);
  printTable(
    `Search and lists on ${name}, milliseconds, ${RUNS} runs of each`,
    ['question', 'page', 'results', 'median', 'p99', 'times the limit'],
    rows,
  );
}

function operations(store, tokens) {
  const registry = new modules.OperationRegistry();
  const sagemaker = registry.invoker('sagemaker');
  const { systemClock: clock, silentLogger: logger } = modules;
  registry
    .add('sagemaker', modules.experimentsDomain({ store, tokens, clock }).handlers)
    .add('sagemaker', modules.tagHandlers(store, tokens))
    .add('sagemaker', modules.searchDomain({ store, tokens, clock, logger, sagemaker }).handlers);
  return (operation, input) => sagemaker.invoke(operation, input, CONTEXT);
}

/** Sets a tag and searches by it: the index takes up the change before it answers. The write is in the time, too. */
function afterWrite(call) {
  let written = 0;
  return async () => {
    written += 1;
    const ResourceArn = componentArn((written * 7919) % COMPONENTS);
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'written', Value: String(written) }] });
    const Filters = [{ Name: 'Tags.written', Value: String(written) }];
    return call('Search', { Resource: 'ExperimentTrialComponent', SearchExpression: { Filters } });
  };
}

/** `places` says where the middle and the last page begin; without it, the only page is the first one. */
function questions() {
  const byTime = { sortKey: 'creation_ms', path: 'CreationTime' };
  const search = (Filters, more = {}, places = undefined) => ({
    operation: 'Search',
    input: {
      Resource: 'ExperimentTrialComponent',
      ...(Filters.length > 0 && { SearchExpression: { Filters } }),
      ...more,
    },
    places,
  });
  const equals = (Name, Value) => ({ Name, Value });
  const inTrial = equals('Parents.TrialName', trialName(7));
  const inExperiment = equals('Parents.ExperimentName', experimentName(7));
  const newest = { SortBy: 'CreationTime', SortOrder: 'Descending' };
  const best = { SortBy: 'Metrics.accuracy.Max', SortOrder: 'Descending' };
  const list = (operation, input, places) => ({ operation, input, places });
  const since = timeOf(COMPONENTS - 50) / 1000;
  return {
    'Search: everything, newest first': search([], newest, byTime),
    'Search: everything, best metric first': search([], best, { path: 'Metrics.accuracy.Max' }),
    'Search: a trial (1,000), best metric first': search([inTrial], best, 'pages'),
    'Search: an experiment (10,000), newest first': search([inExperiment], newest, { path: 'CreationTime' }),
    'Search: an experiment, best metric first, 100 a page': search([inExperiment], { ...best, MaxResults: 100 }),
    'Search: one by its name': search([equals('TrialComponentName', componentName(4711))]),
    'Search: a team (5,000) and a depth above 17': search([
      equals('Tags.team', 'team-7'),
      { Name: 'Parameters.depth', Operator: 'GreaterThan', Value: '17' },
    ]),
    'Search: failed (a quarter) and a rate below 0.01': search(
      [equals('Status.PrimaryStatus', 'Failed'), { Name: 'Parameters.rate', Operator: 'LessThan', Value: '0.01' }],
      newest,
    ),
    'Search: half and another half that never meet': search(
      [equals('Parameters.half', 'even'), equals('Parents.ExperimentName', experimentName(7))],
      newest,
    ),
    'Search: a text in the name': search([{ Name: 'TrialComponentName', Operator: 'Contains', Value: '123' }], newest),
    'Search: a text in no name': search(
      [{ Name: 'TrialComponentName', Operator: 'Contains', Value: 'absent' }],
      newest,
    ),
    'Search: without a tag that all have': search([{ Name: 'Tags.team', Operator: 'NotExists' }], newest),
    'Search: since a time': search(
      [{ Name: 'CreationTime', Operator: 'GreaterThan', Value: new Date(since * 1000).toISOString() }],
      newest,
    ),
    'ListTrialComponents: newest first': list('ListTrialComponents', {}, { column: 'creation_ms' }),
    'ListTrialComponents: by name': list(
      'ListTrialComponents',
      { SortBy: 'Name', SortOrder: 'Ascending' },
      { column: 'name_key' },
    ),
    'ListTrialComponents: of a trial': list('ListTrialComponents', { TrialName: trialName(7) }, 'pages'),
    'ListTrialComponents: of a trial, by name': list('ListTrialComponents', {
      TrialName: trialName(7),
      SortBy: 'Name',
    }),
    'ListTrialComponents: of an experiment': list(
      'ListTrialComponents',
      { ExperimentName: experimentName(7) },
      'pages',
    ),
    'ListTrialComponents: of an experiment, by name': list('ListTrialComponents', {
      ExperimentName: experimentName(7),
      SortBy: 'Name',
    }),
    'ListTrialComponents: of a job': list('ListTrialComponents', { SourceArn: sourceOf(4711) }),
    'ListTrialComponents: since a time': list('ListTrialComponents', { CreatedAfter: since }),
    'ListTrialComponents: since a time, by name': list('ListTrialComponents', { CreatedAfter: since, SortBy: 'Name' }),
    'ListTrialComponents: all but 50, by name': list('ListTrialComponents', { CreatedBefore: since, SortBy: 'Name' }),
    'ListTrials: newest first': list('ListTrials', {}),
    'ListTrials: by name': list('ListTrials', { SortBy: 'Name' }),
    'ListTrials: of an experiment (10,000)': list('ListTrials', { ExperimentName: experimentName(7) }, 'pages'),
    'ListTrials: of an experiment, by name': list('ListTrials', { ExperimentName: experimentName(7), SortBy: 'Name' }),
    'ListTrials: of a component': list('ListTrials', { TrialComponentName: componentName(4711) }),
    'ListTrials: since a time, by name': list('ListTrials', { CreatedAfter: since, SortBy: 'Name' }),
    'ListTrials: of an experiment, since a time, by name': list('ListTrials', {
      ExperimentName: experimentName(7),
      CreatedAfter: since,
      SortBy: 'Name',
    }),
    'ListExperiments: newest first': list('ListExperiments', {}),
    'ListExperiments: by name': list('ListExperiments', { SortBy: 'Name' }),
    'ListExperiments: since a time, by name': list('ListExperiments', { CreatedAfter: since, SortBy: 'Name' }),
    'ListExperiments: all but 50, by name': list('ListExperiments', { CreatedBefore: since, SortBy: 'Name' }),
  };
}

/** Tokens of the first page, of one in the middle and of the last. Short results are paged through; long ones jumped into. */
async function tokensOf(store, tokens, call, operation, input, places) {
  if (!places) return [['first', undefined]];
  if (places === 'pages') {
    const found = [undefined];
    for (;;) {
      const { NextToken } = await call(operation, { ...input, NextToken: found.at(-1) });
      if (!NextToken) break;
      found.push(NextToken);
    }
    return [
      ['first', undefined],
      ['middle', found[Math.floor(found.length / 2)]],
      ['last', found.at(-1)],
    ];
  }
  const jump = async (number) => {
    const query = { operation, context: CONTEXT };
    if (places.column) {
      const key = places.column === 'name_key' ? componentName(number) : timeOf(number);
      return tokens.seal([key, componentArn(number)], { ...query, filters: filtersOf(input), narrow: { equals: {} } });
    }
    return tokens.seal(await positionOf(store, places.path, number), { ...query, query: input });
  };
  const lastOf = input.SortOrder === 'Ascending' ? COMPONENTS - 11 : 10;
  return [
    ['first', undefined],
    ['middle', await jump(COMPONENTS / 2)],
    ['last', await jump(lastOf)],
  ];
}

function filtersOf({ MaxResults: _, NextToken: _token, ...filters }) {
  return filters;
}

/** Where a component stands in the order of a property; for the metric, the component at that place of the order. */
async function positionOf(store, path, number) {
  const property = sql`(select property_number from search_properties where path = ${path}
    and resource = 'ExperimentTrialComponent')`;
  const { rows } =
    path === 'CreationTime'
      ? await sql`select value_key, document_number from search_values
          where property_number = ${property} and document_number = ${number + 1}`.execute(store.reader)
      : await sql`select value_key, document_number from search_values where property_number = ${property}
          order by value_key, document_number limit 1 offset ${number}`.execute(store.reader);
  return [rows[0].value_key, rows[0].document_number];
}

async function primaryKeyPage(store, number) {
  const { rows } = await sql`select * from trial_components where account = ${SCOPE.account}
    and region = ${SCOPE.region} and parent = '' and name_key > ${componentName(number)}
    order by name_key limit 10`.execute(store.reader);
  return { rows };
}

async function timed(run) {
  for (let i = 0; i < WARM_UP_RUNS; i++) await run();
  const times = [];
  let results = 0;
  for (let i = 0; i < RUNS; i++) {
    const startedAt = performance.now();
    const answer = await run();
    times.push(performance.now() - startedAt);
    results = Object.values(answer).find(Array.isArray)?.length ?? 0;
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { results, median: at(0.5), p99: at(0.99) };
}

function cells({ results, median, p99 }, limit) {
  return [results, median.toFixed(2), p99.toFixed(2), (median / limit.median).toFixed(1)];
}
