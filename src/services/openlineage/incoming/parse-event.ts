import type { DatasetName } from '../dataset-name.ts';
import { RefusedRequest } from './request-body.ts';

export const EVENT_TYPES = ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface IncomingDataset extends DatasetName {
  /** `name: type` of each field, where a schema facet tells them. */
  readonly schema?: string;
}

export interface IncomingRun {
  readonly runId: string;
  readonly parent?: { readonly runId: string; readonly job: DatasetName };
  readonly errorMessage?: string;
}

/** An event of OpenLineage as far as lineage keeps it: of a run, of a job, or of a dataset alone. */
export interface IncomingEvent {
  readonly type: EventType;
  readonly eventTime: string;
  readonly producer: string;
  readonly job?: DatasetName;
  readonly run?: IncomingRun;
  readonly inputs: readonly IncomingDataset[];
  readonly outputs: readonly IncomingDataset[];
}

type Fields = Readonly<Record<string, unknown>>;

const DATASETS_MAX = 500;
const TEXT_MAX = 2048;
const SCHEMA_MAX = 2500;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 3339, as the specification asks for. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNWRITABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;

/**
 * Reads an event of the specification 2-0-2. What it requires must be there and be right; facets that are not known, or
 * not as known, are passed over. Throws RefusedRequest (422) with what is wrong and where.
 */
export function parseEvent(document: unknown): IncomingEvent {
  const event = fieldsOf(document, 'The event');
  const eventTime = textOf(event, 'eventTime', 'eventTime');
  if (!DATE_TIME.test(eventTime) || Number.isNaN(Date.parse(eventTime)))
    throw wrong('eventTime', 'must be a date and time');
  textOf(event, 'schemaURL', 'schemaURL');
  const common = { eventTime, producer: textOf(event, 'producer', 'producer') };
  if (event['dataset'] !== undefined && event['job'] === undefined) {
    return { ...common, type: 'OTHER', inputs: [], outputs: [datasetOf(event['dataset'], 'dataset')] };
  }
  const job = nameOf(event['job'], 'job');
  const datasets = { inputs: datasetsOf(event['inputs'], 'inputs'), outputs: datasetsOf(event['outputs'], 'outputs') };
  if (event['run'] === undefined) return { ...common, type: 'OTHER', job, ...datasets };
  return { ...common, type: typeOf(event['eventType']), job, run: runOf(event['run']), ...datasets };
}

function typeOf(value: unknown): EventType {
  if (value === undefined) return 'OTHER';
  const type = EVENT_TYPES.find((known) => known === value);
  if (!type) throw wrong('eventType', `must be one of ${EVENT_TYPES.join(', ')}`);
  return type;
}

function runOf(value: unknown): IncomingRun {
  const run = fieldsOf(value, 'run');
  const facets = optionalFields(run['facets']);
  const parent = optionalFields(facets['parent']);
  const message = optionalFields(facets['errorMessage'])['message'];
  return {
    runId: runIdOf(run, 'run'),
    ...(Object.keys(parent).length > 0 && {
      parent: {
        runId: runIdOf(fieldsOf(parent['run'], 'run.facets.parent.run'), 'run.facets.parent.run'),
        job: nameOf(parent['job'], 'run.facets.parent.job'),
      },
    }),
    ...(typeof message === 'string' && { errorMessage: writable(message).slice(0, TEXT_MAX) }),
  };
}

function runIdOf(run: Fields, path: string): string {
  const runId = textOf(run, 'runId', `${path}.runId`);
  if (!UUID.test(runId)) throw wrong(`${path}.runId`, 'must be a UUID');
  return runId.toLowerCase();
}

function datasetsOf(value: unknown, path: string): IncomingDataset[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(path, 'must be a list');
  if (value.length > DATASETS_MAX) throw wrong(path, `may have ${DATASETS_MAX} entries`);
  return value.map((entry, index) => datasetOf(entry, `${path}[${index}]`));
}

function datasetOf(value: unknown, path: string): IncomingDataset {
  const name = nameOf(value, path);
  const { fields } = optionalFields(optionalFields(fieldsOf(value, path)['facets'])['schema']);
  if (!Array.isArray(fields) || fields.length === 0) return name;
  const columns = fields.map((field) => {
    const { name: column, type } = optionalFields(field);
    return typeof type === 'string' ? `${String(column)}: ${type}` : String(column);
  });
  return { ...name, schema: writable(columns.join(', ')).slice(0, SCHEMA_MAX) };
}

function nameOf(value: unknown, path: string): DatasetName {
  const fields = fieldsOf(value, path);
  return { namespace: textOf(fields, 'namespace', `${path}.namespace`), name: textOf(fields, 'name', `${path}.name`) };
}

function textOf(fields: Fields, key: string, path: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') throw wrong(path, 'is required and must be a text');
  if (value.length > TEXT_MAX) throw wrong(path, `may have ${TEXT_MAX} characters`);
  if (UNWRITABLE.test(value)) throw wrong(path, 'holds characters that cannot be kept');
  return value;
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'must be an object');
  return value as Fields;
}

function optionalFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Texts that are only shown keep their place without what no database holds. */
function writable(text: string): string {
  return [...text].map((character) => (UNWRITABLE.test(character) ? ' ' : character)).join('');
}

const wrong = (path: string, what: string) => new RefusedRequest(422, `${path} ${what}.`);
