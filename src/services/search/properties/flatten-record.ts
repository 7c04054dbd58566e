import type { ShapeFacts } from '../../../api/model.ts';
import { STATISTICS } from './metric-statistics.ts';
import { modelShape, partShape, searchedMembers, typeOfShape } from './record-shape.ts';
import { type IndexedValue, numberKey, storable, textValue } from './value-key.ts';

/** A value of a property, as the index keeps it. */
export interface PropertyValue extends IndexedValue {
  readonly path: string;
  /** The place in the outermost list that the value is in, from 1. 0 outside of lists. */
  readonly element: number;
}

/** Names of properties in requests are no longer: what has a longer one cannot be asked for. */
const PATH_MAX = 255;

/** All values that a record of the shape can be found by. */
export function flattenRecord(record: Readonly<Record<string, unknown>>, shapeName: string): PropertyValue[] {
  const found = new Map<string, PropertyValue>();
  const add = (path: string, value: IndexedValue | undefined, element = 0) => {
    if (!value || path.length > PATH_MAX) return;
    const storedPath = storable(path);
    found.set(`${element}\0${storedPath}\0${value.key}`, { path: storedPath, element, ...value });
  };
  const shape = modelShape(shapeName);
  for (const [name, member] of Object.entries(searchedMembers(shape))) {
    const value = record[name];
    const keyed = KEYED[name] ?? (name === 'Parameters' && shapeName === 'TrialComponent' ? parameters : undefined);
    if (keyed) keyed(value, add);
    else addValues(value, member, name, 0, add);
  }
  finalMetrics(record['FinalMetricDataList'], add);
  // A resource that was never changed takes its place among the changed ones by the time when it was made.
  if (record['LastModifiedTime'] === undefined) add('LastModifiedTime', scalar(record['CreationTime']));
  return [...found.values()];
}

type Add = (path: string, value: IndexedValue | undefined, element?: number) => void;

/** Lists and maps that are flattened by the names of what they hold. */
const KEYED: Readonly<Record<string, (value: unknown, add: Add) => void>> = {
  Tags(tags, add) {
    for (const tag of objects(tags)) add(`Tags.${tag['Key']}`, scalar(tag['Value']));
  },
  HyperParameters(values, add) {
    for (const [name, value] of Object.entries(Object(values))) {
      if (typeof value === 'string') add(`HyperParameters.${name}`, numberOrText(value));
    }
  },
  Metrics(summaries, add) {
    for (const summary of objects(summaries)) {
      for (const statistic of STATISTICS)
        add(`Metrics.${summary['MetricName']}.${statistic}`, scalar(summary[statistic]));
    }
  },
};

function parameters(values: unknown, add: Add): void {
  for (const [name, value] of Object.entries(Object(values))) {
    const { NumberValue, StringValue } = Object(value) as { NumberValue?: unknown; StringValue?: unknown };
    add(`Parameters.${name}`, scalar(NumberValue ?? StringValue));
  }
}

function finalMetrics(metrics: unknown, add: Add): void {
  for (const metric of objects(metrics)) add(`Metrics.${metric['MetricName']}`, scalar(metric['Value']));
}

function addValues(value: unknown, shape: ShapeFacts, path: string, element: number, add: Add): void {
  if (value === undefined || value === null) return;
  if (typeOfShape(shape)) {
    add(path, scalar(value), element);
  } else if (shape.type === 'list' && Array.isArray(value)) {
    const part = partShape(shape);
    value.forEach((one, index) => void addValues(one, part, path, element || index + 1, add));
  } else if (shape.type === 'map') {
    const part = partShape(shape);
    for (const [key, one] of Object.entries(value)) addValues(one, part, `${path}.${key}`, element, add);
  } else if (shape.type === 'structure') {
    const parts = value as Record<string, unknown>;
    for (const [name, member] of Object.entries(searchedMembers(shape))) {
      addValues(parts[name], member, `${path}.${name}`, element, add);
    }
  }
}

function scalar(value: unknown): IndexedValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? { key: numberKey(value) } : undefined;
  if (typeof value === 'string') return textValue(value);
  return typeof value === 'boolean' ? textValue(String(value)) : undefined;
}

/** Hyperparameters are all text; one that reads as a number compares as one. */
function numberOrText(value: string): IndexedValue {
  const number = readNumber(value);
  return number === undefined ? textValue(value) : { key: numberKey(number), longText: storable(value) };
}

/** A number in decimal notation; undefined for any other text. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const objects = (list: unknown): readonly Record<string, unknown>[] => (Array.isArray(list) ? list : []);
