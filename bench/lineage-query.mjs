// How long QueryLineage takes over a million edges, on SQLite and on PostgreSQL, question by question; and page by page,
// where the last page must cost what the first one costs. The limit is one recursive query that the database answers by
// itself, without pages, filters or types. No peer answers this call: moto server does not know it.
import { sql } from 'kysely';
import { buildModules } from './support/built.mjs';
import { callContext, onEachStore } from './support/databases.mjs';
import { arnOf, imageOf, JOBS, outputOf, randomNumbers, SCOPE, writeGraph } from './support/lineage-graph.mjs';
import { printTable } from './support/table.mjs';

const RUNS = 300;
const WARM_UP_RUNS = 20;
const PAGES = 400;
const COLUMNS = ['median', 'p99', 'processor median', 'p99'];
const CONTEXT = callContext(SCOPE);

const modules = await buildModules(
  'services/lineage/index',
  'store/sql/migrate',
  'store/sql/sqlite-store',
  'store/sql/postgres-store',
  'api/page-tokens',
  'base/clock',
);
await onEachStore(modules, measure);

async function measure(name, store) {
  const startedAt = performance.now();
  const edges = await writeGraph(store);
  console.log(`\n${name}: ${edges} edges written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  const ask = lineageQuery(store);
  const rows = [];
  for (const [question, run] of Object.entries(questions(ask, store))) rows.push([question, ...(await timed(run))]);
  printTable(
    `QueryLineage on ${name}, milliseconds, ${RUNS} runs of each question`,
    ['question', 'vertices', ...COLUMNS],
    rows,
  );
  printTable(
    `Page by page on ${name}: both ways from a model, 50 vertices a page, milliseconds`,
    ['pages', 'vertices', ...COLUMNS],
    await pageByPage(ask),
  );
}

function lineageQuery(store) {
  const { handlers } = modules.lineageDomain({
    store,
    tokens: new modules.PageTokens(new Uint8Array(32)),
    clock: modules.systemClock,
    // The graph's trial components are only its edges' ends.
    findForeignEntity: async () => undefined,
  });
  return (input) => handlers.QueryLineage(input, CONTEXT);
}

function questions(ask, store) {
  const random = randomNumbers(11);
  const someModel = () => outputOf(1000 + random(JOBS - 1000), 0);
  const count = async (answer) => (await answer).Vertices.length;
  const about = (resource, input) => count(ask({ StartArns: [arnOf(resource)], ...input }));
  const up = { Direction: 'Ascendants' };
  return {
    'recursive SQL: what a model came from': () => recursiveCount(store, someModel()),
    'what a model came from': () => about(someModel(), up),
    'the data sets it came from, without edges': () =>
      about(someModel(), { ...up, IncludeEdges: false, Filters: { Types: ['DataSet'], LineageTypes: ['Artifact'] } }),
    'the same of one team, since a time': () =>
      about(someModel(), { ...up, Filters: { Properties: { team: 'team-3' }, CreatedAfter: 1_700_000_000 } }),
    'what came of a model': () => about(someModel(), { Direction: 'Descendants' }),
    'everything around a model, first 50': () => about(someModel(), { MaxResults: 50 }),
    'everything around a model, as much as a page holds': () => about(someModel(), {}),
    'an image that 10,000 jobs use, first 50': () => about(imageOf(random(20)), { MaxResults: 50 }),
    'models in what is around an image': () => about(imageOf(random(20)), { Filters: { Types: ['Model'] } }),
  };
}

/** What the database needs for ten edges upwards when nothing else is asked of it. */
async function recursiveCount(store, start) {
  const { rows } = await sql`
    with recursive walk (resource, depth) as (
      select destination, 0 from lineage_associations
        where account = ${SCOPE.account} and region = ${SCOPE.region} and destination = ${start}
      union
      select e.source, walk.depth + 1 from walk cross join lineage_associations as e
        where e.account = ${SCOPE.account} and e.region = ${SCOPE.region} and e.destination = walk.resource
          and walk.depth < 10
    )
    select count(distinct resource) as total from walk`.execute(store.reader);
  return rows[0].total;
}

async function timed(run) {
  for (let i = 0; i < WARM_UP_RUNS; i++) await run();
  const samples = [];
  let vertices = 0;
  for (let i = 0; i < RUNS; i++) {
    const { result, ...sample } = await sampled(run);
    vertices += result;
    samples.push(sample);
  }
  return [Math.round(vertices / RUNS), ...summary(samples)];
}

async function pageByPage(ask) {
  const input = { StartArns: [arnOf(outputOf(JOBS / 2, 0))], MaxResults: 50 };
  const samples = [];
  const counts = [];
  let NextToken;
  do {
    const { result: page, ...sample } = await sampled(() => ask({ ...input, NextToken }));
    samples.push(sample);
    counts.push(page.Vertices.length);
    ({ NextToken } = page);
  } while (NextToken && samples.length < PAGES);
  const quarter = Math.floor(samples.length / 4);
  const rowOf = (from, to) => [
    `${from + 1} to ${to}`,
    counts.slice(from, to).reduce((sum, count) => sum + count, 0),
    ...summary(samples.slice(from, to)),
  ];
  return [rowOf(0, quarter), rowOf(samples.length - quarter, samples.length)];
}

/** Milliseconds by the clock, and of processor time in this process: SQLite's too, PostgreSQL's not. */
async function sampled(run) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return { result, elapsed: performance.now() - startedAt, processor: (user + system) / 1000 };
}

function summary(samples) {
  return ['elapsed', 'processor'].flatMap((measure) => {
    const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
    return [0.5, 0.99].map((share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1),
    );
  });
}
