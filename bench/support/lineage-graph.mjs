// The lineage of a platform that has run many jobs: each takes an image and two artifacts that recent jobs made, and
// makes two more. Images are shared by all, so the graph is deep and has vertices with very many edges.
import { createHash } from 'node:crypto';
import { fillTables, insertRows } from './bulk-load.mjs';

export const SCOPE = { account: '123456789012', region: 'us-west-2' };
export const JOBS = 200_000;
const IMAGES = 20;
/** Jobs use what one of this many jobs before them made. */
const RECENT = 2000;
const EPOCH_MS = 1_700_000_000_000;
const JOBS_AT_ONCE = 5000;

const textColumns = (...names) => Object.fromEntries(names.map((name) => [name, 'text']));
const ENTITY_COLUMNS = {
  ...textColumns('account', 'region', 'parent', 'name', 'name_key', 'arn', 'arn_key', 'status'),
  ...{ creation_ms: 'bigint', modified_ms: 'bigint' },
  ...textColumns('document', 'source_key', 'entity_type'),
};
const EDGE_COLUMNS = {
  ...textColumns('account', 'region', 'source', 'destination', 'association_type', 'source_type', 'destination_type'),
  ...{ destination_name: 'text', creation_ms: 'bigint' },
};

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const idOf = (uri) => sha256(uri).slice(0, 32);

export const arnOf = (resource) => `arn:aws:sagemaker:${SCOPE.region}:${SCOPE.account}:${resource}`;
export const imageOf = (number) => `artifact/${idOf(`registry/image:${number}`)}`;
export const outputOf = (job, number) => `artifact/${idOf(`s3://bucket/job-${job}/${number}`)}`;
export const componentOf = (job) => `experiment-trial-component/job-${job}-aws-training-job`;

/** Writes the graph and gives the number of its edges. */
export async function writeGraph(store) {
  let edges = 0;
  await fillTables(store, ['lineage_artifacts', 'lineage_associations'], async () => {
    const random = randomNumbers(7);
    const images = Array.from({ length: IMAGES }, (_, i) => artifactRow(`registry/image:${i}`, 'Image', EPOCH_MS));
    await insertRows(store, 'lineage_artifacts', ENTITY_COLUMNS, images);
    for (let first = 0; first < JOBS; first += JOBS_AT_ONCE) {
      const jobs = Array.from({ length: JOBS_AT_ONCE }, (_, i) => first + i);
      const rows = jobs.flatMap((job) => edgeRows(job, random));
      await insertRows(store, 'lineage_artifacts', ENTITY_COLUMNS, jobs.flatMap(outputRows));
      await insertRows(store, 'lineage_associations', EDGE_COLUMNS, rows);
      edges += rows.length;
    }
  });
  return edges;
}

const outputRows = (job) =>
  [0, 1].map((number) =>
    artifactRow(`s3://bucket/job-${job}/${number}`, number === 0 ? 'Model' : 'DataSet', timeOf(job)),
  );

const timeOf = (job) => EPOCH_MS + job * 60_000;

function artifactRow(uri, type, ms) {
  const name = idOf(uri);
  const arn = arnOf(`artifact/${name}`);
  const document = JSON.stringify({ source: { SourceUri: uri }, properties: { team: `team-${ms % 7}` } });
  const key = sha256(uri);
  return [SCOPE.account, SCOPE.region, '', name, name, arn, arn, '', ms, ms, document, key, type];
}

function edgeRows(job, random) {
  const recent = () => outputOf(Math.max(0, job - 1 - random(RECENT)), random(2));
  const component = componentOf(job);
  const inputs = [imageOf(job % IMAGES), recent(), recent()];
  const into = [...new Set(inputs)].map((input, i) =>
    edgeRow(input, component, 'ContributedTo', i === 0 ? 'Image' : 'DataSet', 'SageMakerTrainingJob', job),
  );
  const out = [0, 1].map((number) =>
    edgeRow(component, outputOf(job, number), 'Produced', 'SageMakerTrainingJob', number ? 'DataSet' : 'Model', job),
  );
  return [...into, ...out];
}

function edgeRow(source, destination, type, sourceType, destinationType, job) {
  const name = destination.startsWith('artifact/') ? null : `job-${job}-aws-training-job`;
  return [SCOPE.account, SCOPE.region, source, destination, type, sourceType, destinationType, name, timeOf(job)];
}

/** The same numbers in every run (a linear congruential generator). */
export function randomNumbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
