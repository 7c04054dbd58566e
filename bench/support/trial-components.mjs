// A million trial components with parameters, metrics, tags and trials, as many trials and as many experiments: written
// below the API, and into the search index by the index's own code.
import { sql } from 'kysely';
import { fillTables, insertRows } from './bulk-load.mjs';
import { randomNumbers } from './lineage-graph.mjs';

export const SCOPE = { account: '123456789012', region: 'us-west-2' };
export const COMPONENTS = Number(process.env.SAGEBRUSH_BENCH_COMPONENTS ?? 1_000_000);
/** Trials that have components in them: as many in each. */
export const TRIALS_IN_USE = 1000;
export const EXPERIMENTS_IN_USE = 100;
const EPOCH_MS = 1_700_000_000_000;
const AT_ONCE = 5000;
const TEAMS = 200;

const texts = (...names) => Object.fromEntries(names.map((name) => [name, 'text']));
const RECORD = {
  ...texts('account', 'region', 'parent', 'name', 'name_key', 'arn', 'arn_key', 'status'),
  ...{ creation_ms: 'bigint', modified_ms: 'bigint', document: 'text' },
};
const LINK = {
  ...texts('account', 'region', 'trial_key', 'component_key', 'experiment_key'),
  ...{ trial_ms: 'bigint', component_ms: 'bigint' },
};
// Numbers that are no integers are written as text, which both databases turn into what the column holds.
const METRIC = {
  ...texts('account', 'region', 'component_key', 'metric', 'series', 'source_arn'),
  ...{ value_count: 'bigint', value_min: 'bigint', value_max: 'bigint', value_last: 'bigint', last_ms: 'bigint' },
  ...{ value_mean: 'bigint', squares: 'bigint' },
};
const TAG = texts('resource_arn', 'tag_key', 'tag_value');

const USER = { IamIdentity: { Arn: `arn:aws:iam::${SCOPE.account}:user/bench`, PrincipalId: 'AIDABENCH' } };
const pad = (number) => String(number).padStart(7, '0');
export const experimentName = (number) => `experiment-${pad(number)}`;
export const trialName = (number) => `trial-${pad(number)}`;
export const componentName = (number) => `component-${pad(number)}`;
export const sourceOf = (number) => arnOf('training-job', `job-${pad(number)}`);
export const timeOf = (number) => EPOCH_MS + number * 1000;
const arnOf = (type, name) => `arn:aws:sagemaker:${SCOPE.region}:${SCOPE.account}:${type}/${name}`;
export const componentArn = (number) => arnOf('experiment-trial-component', componentName(number));

/** Writes all of it. `modules` are the built functions of the index. */
export async function writeComponents(store, modules) {
  const tables = ['experiments', 'trials', 'trial_components', 'trial_component_links', 'trial_component_metrics'];
  await withoutTriggers(store, [...tables, 'tags'], () =>
    fillTables(store, [...tables, 'tags', 'search_documents', 'search_values'], async () => {
      const random = randomNumbers(7);
      for (let first = 0; first < COMPONENTS; first += AT_ONCE) {
        const numbers = Array.from({ length: AT_ONCE }, (_, i) => first + i);
        await insertRows(store, 'experiments', RECORD, numbers.map(experimentRow));
        await insertRows(store, 'trials', { ...RECORD, experiment_key: 'text' }, numbers.map(trialRow));
        await writeBatch(
          store,
          modules,
          numbers.map((number) => componentOf(number, random)),
        );
      }
    }),
  );
}

/** Changes that are not marked: the index is written at once. */
async function withoutTriggers(store, tables, write) {
  const run = (statement) => store.transaction((tx) => statement.execute(tx.db));
  const switchAll = async (word) => {
    if (store.dialect === 'sqlite') return;
    for (const table of tables) await run(sql`alter table ${sql.table(table)} ${sql.raw(word)} trigger user`);
  };
  await switchAll('disable');
  await write();
  await switchAll('enable');
  await run(sql`delete from search_changes`);
}

function recordRow(type, name, number, document) {
  const arn = arnOf(type, name);
  const { account, region } = SCOPE;
  return [account, region, '', name, name, arn, arn, '', timeOf(number), timeOf(number), JSON.stringify(document)];
}

const entity = (name) => ({ displayName: name, createdBy: USER, lastModifiedBy: USER });

function experimentRow(number) {
  const name = experimentName(number);
  return recordRow('experiment', name, number, entity(name));
}

function trialRow(number) {
  const name = trialName(number);
  const experiment = experimentName(number % EXPERIMENTS_IN_USE);
  return [...recordRow('experiment-trial', name, number, { ...entity(name), experimentName: experiment }), experiment];
}

/** A component as Search shows it. */
function componentOf(number, random) {
  const trial = number % TRIALS_IN_USE;
  const value = random(1_000_000);
  const TrialComponentName = componentName(number);
  return {
    number,
    trial,
    value,
    record: {
      TrialComponentName,
      TrialComponentArn: componentArn(number),
      DisplayName: TrialComponentName,
      Source: { SourceArn: sourceOf(number), SourceType: 'SageMakerTrainingJob' },
      Status: { PrimaryStatus: ['Completed', 'Failed', 'Stopped', 'Completed'][random(4)] },
      StartTime: timeOf(number) / 1000,
      EndTime: timeOf(number + random(1000)) / 1000,
      CreationTime: timeOf(number) / 1000,
      CreatedBy: USER,
      LastModifiedTime: timeOf(number) / 1000,
      LastModifiedBy: USER,
      Parameters: {
        depth: { NumberValue: random(20) },
        rate: { NumberValue: random(100_000) / 100_000 },
        'SageMaker.InstanceType': { StringValue: ['ml.m5.large', 'ml.c5.xlarge'][random(2)] },
        // Half of all, and which half depends on the trial's experiment.
        half: { StringValue: number % 2 === 0 ? 'even' : 'odd' },
      },
      Metrics: [{ MetricName: 'accuracy', Max: value, Min: value, Last: value, Avg: value, Count: 1, StdDev: 0 }],
      Tags: [
        { Key: 'owner', Value: `owner-${random(5000)}` },
        { Key: 'team', Value: `team-${random(TEAMS)}` },
      ],
      Parents: [{ TrialName: trialName(trial), ExperimentName: experimentName(trial % EXPERIMENTS_IN_USE) }],
    },
  };
}

async function writeBatch(store, modules, components) {
  const { account, region } = SCOPE;
  await insertRows(store, 'trial_components', { ...RECORD, source_key: 'text' }, components.map(componentRow));
  const links = components.map(({ number, trial }) => {
    const experiment = experimentName(trial % EXPERIMENTS_IN_USE);
    return [account, region, trialName(trial), componentName(number), experiment, timeOf(trial), timeOf(number)];
  });
  await insertRows(store, 'trial_component_links', LINK, links);
  const metrics = components.map(({ number, value }) => {
    const owner = [account, region, componentName(number), 'accuracy', `series-${number}`, componentArn(number)];
    return [...owner, 1, value, value, value, timeOf(number), value, 0];
  });
  await insertRows(store, 'trial_component_metrics', METRIC, metrics);
  const tags = components.flatMap(({ number, record }) =>
    record.Tags.map(({ Key, Value }) => [componentArn(number), Key, Value]),
  );
  await insertRows(store, 'tags', TAG, tags);
  await index(store, modules, components);
}

function componentRow({ number, record }) {
  const name = record.TrialComponentName;
  const document = {
    ...entity(name),
    ...{ source: record.Source, status: record.Status, parameters: record.Parameters },
    ...{ startTime: record.StartTime, endTime: record.EndTime },
  };
  const row = recordRow('experiment-trial-component', name, number, document);
  row[7] = record.Status.PrimaryStatus;
  return [...row, record.Source.SourceArn];
}

async function index(store, { flattenRecord, numberProperties, insertDocuments, replaceValues }, components) {
  const collection = { ...SCOPE, resource: 'ExperimentTrialComponent' };
  const flat = components.map(({ record }) => flattenRecord(record, 'TrialComponent'));
  const paths = new Set(flat.flatMap((values) => values.map(({ path }) => path)));
  const numbers = await numberProperties(store, collection, paths);
  const documents = components.map(({ number }) => ({
    ...collection,
    documentNumber: number + 1,
    arnKey: componentArn(number),
  }));
  const rows = flat.flatMap((values, at) =>
    values.map(({ path, element, key, longText }) => [
      documents[at].documentNumber,
      numbers.get(path),
      element,
      key,
      longText ?? null,
    ]),
  );
  await store.transaction(async (tx) => {
    await insertDocuments(store, tx, documents);
    await replaceValues(
      store,
      tx,
      documents.map(({ documentNumber }) => documentNumber),
      rows,
    );
  });
}
