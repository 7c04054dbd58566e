import { createHash } from 'node:crypto';
import type { ActionStatus } from '../../../api/generated/sagemaker-types.ts';
import type { ArtifactFacts, EndFacts } from '../../lineage/index.ts';
import { type DatasetName, uriOf } from '../dataset-name.ts';
import type { EventType, IncomingDataset, IncomingEvent } from './parse-event.ts';

/** What lineage calls things that came in. */
const SOURCE_TYPE = 'OpenLineage';
const SLUG_MAX = 80;
const PROPERTY_MAX = 2500;

/** OTHER says nothing of a run's state. */
export const STATUS_OF: Readonly<Record<EventType, ActionStatus>> = {
  START: 'InProgress',
  RUNNING: 'InProgress',
  COMPLETE: 'Completed',
  ABORT: 'Stopped',
  FAIL: 'Failed',
  OTHER: 'Unknown',
};

export const actionName = (runId: string) => `openlineage-${runId}`;

/** A dataset is the artifact of its place: what a job of ours has read or written under the same URI is the same one. */
export function artifactFacts(dataset: IncomingDataset): ArtifactFacts {
  const { namespace, name, schema } = dataset;
  return {
    uri: uriOf(dataset),
    type: 'DataSet',
    properties: { Namespace: cut(namespace), Name: cut(name), ...(schema && { Schema: schema }) },
  };
}

/** A job goes by a readable name, made unique by the hash of what it is really called. */
export function contextName(job: DatasetName): string {
  const slug = job.name
    .replaceAll(/[^a-zA-Z0-9]+/g, '-')
    .slice(0, SLUG_MAX)
    .replaceAll(/^-+|-+$/g, '');
  const hash = createHash('sha256').update(`${job.namespace}\n${job.name}`).digest('hex').slice(0, 12);
  return ['openlineage', slug, hash].filter(Boolean).join('-');
}

export function contextEnd(job: DatasetName): EndFacts {
  return {
    kind: 'context',
    name: contextName(job),
    type: 'OpenLineageJob',
    source: { SourceUri: cut(`${job.namespace}/${job.name}`, 2048), SourceType: SOURCE_TYPE },
    properties: { Namespace: cut(job.namespace), Name: cut(job.name) },
  };
}

export function actionEnd(
  runId: string,
  job: DatasetName,
  status: ActionStatus,
  event?: Pick<IncomingEvent, 'producer' | 'eventTime' | 'run'>,
): EndFacts {
  return {
    kind: 'action',
    name: actionName(runId),
    type: 'OpenLineageRun',
    source: { SourceUri: cut(`${job.namespace}/${job.name}`, 2048), SourceType: SOURCE_TYPE, SourceId: runId },
    status,
    properties: {
      JobNamespace: cut(job.namespace),
      JobName: cut(job.name),
      ...(event && { Producer: cut(event.producer), EventTime: event.eventTime }),
      ...(event?.run?.errorMessage !== undefined && { ErrorMessage: cut(event.run.errorMessage) }),
    },
  };
}

const cut = (text: string, length = PROPERTY_MAX) => text.slice(0, length);
