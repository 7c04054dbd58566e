import { formatArn, partitionOf, type Scope } from '../../base/arn.ts';
import type { ArtifactFacts } from '../lineage/index.ts';
import { type DatasetName, datasetOf } from './dataset-name.ts';
import type { RunFacts, RunIdentity } from './run-facts.ts';
import { runIdOf } from './run-id.ts';

/** Who makes the events, and whose facet it is (docs/reference/openlineage-facet.json). */
const PRODUCER = 'urn:sagebrush:openlineage';
const OWN_FACET = 'urn:sagebrush:openlineage:SageMakerRunFacet:1-0-0';
const SPEC = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';
const FACETS = 'https://openlineage.io/spec/facets';

const facet = (schema: string) => ({ _producer: PRODUCER, _schemaURL: schema });

/** A run event of OpenLineage 2-0-2, as JSON. */
export function runEvent(scope: Scope, facts: RunFacts): string {
  return JSON.stringify({
    eventType: facts.state,
    eventTime: new Date(facts.atMs).toISOString(),
    producer: PRODUCER,
    schemaURL: SPEC,
    run: { runId: runIdOf(facts.runKey), facets: runFacets(scope, facts) },
    job: {
      ...jobName(scope, facts),
      facets: {
        jobType: {
          ...facet(`${FACETS}/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet`),
          processingType: 'BATCH',
          integration: 'SAGEMAKER',
          jobType: facts.jobType,
        },
      },
    },
    inputs: datasetsOf(facts.inputs),
    outputs: datasetsOf(facts.outputs),
  });
}

/** Jobs of an account and region are a namespace. */
function jobName({ account, region }: Scope, { jobName: name }: RunIdentity): DatasetName {
  const arn = formatArn({ partition: partitionOf(region), service: 'sagemaker', region, account, resource: '' });
  return { namespace: arn.slice(0, -1), name };
}

function runFacets(scope: Scope, facts: RunFacts) {
  const { parent, root, failureReason } = facts;
  const reference = (identity: RunIdentity) => ({
    run: { runId: runIdOf(identity.runKey) },
    job: jobName(scope, identity),
  });
  return {
    sagebrush_sagemaker: { ...facet(OWN_FACET), arn: facts.arn, ...placesOf(facts.inputs) },
    ...(parent && {
      parent: {
        ...facet(`${FACETS}/1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet`),
        ...reference(parent),
        ...(root && { root: reference(root) }),
      },
    }),
    ...(failureReason !== undefined && {
      errorMessage: {
        ...facet(`${FACETS}/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet`),
        message: failureReason,
        programmingLanguage: 'PYTHON',
      },
    }),
  };
}

/** Images and code went into the run as well, and are no datasets. */
function placesOf(inputs: readonly ArtifactFacts[] = []) {
  const of = (type: string) => inputs.filter((input) => input.type === type).map(({ uri }) => uri);
  const [images, code] = [of('Image'), of('Code')];
  return { ...(images.length > 0 && { images }), ...(code.length > 0 && { code }) };
}

/** Each dataset once: a job may write two channels into one place. */
function datasetsOf(artifacts: readonly ArtifactFacts[] = []): DatasetName[] {
  const data = artifacts.filter(({ type }) => type !== 'Image' && type !== 'Code');
  const names = data.flatMap(({ uri }) => datasetOf(uri) ?? []);
  return [...new Map(names.map((name) => [`${name.namespace} ${name.name}`, name])).values()];
}
