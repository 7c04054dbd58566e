import type { JsonValue } from '../../../base/json.ts';
import { isObject } from '../definition/definition-error.ts';

/** One step into a value: a member, or an element by its number. `['0']` is a member, `[0]` an element. */
export type PathPart = string | number;

const PART = /\.?([^.[\]'"\s]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/**
 * Reads `A.b[0]['a key'].c`. Undefined when the text is no path.
 */
export function parsePath(text: string): PathPart[] | undefined {
  const parts: PathPart[] = [];
  let position = 0;
  while (position < text.length) {
    PART.lastIndex = position;
    const match = PART.exec(text);
    if (!match || (match[1] !== undefined && (position === 0) === text.startsWith('.', position))) return undefined;
    const [, member, index, single, double] = match;
    parts.push(index === undefined ? (member ?? single ?? double ?? '') : Number(index));
    position = PART.lastIndex;
  }
  return parts.length > 0 ? parts : undefined;
}

/** The member by which elements of a list in a Describe answer are named (`Outputs['train']`). */
const NATURAL_KEYS: Readonly<Record<string, string>> = {
  Outputs: 'OutputName',
  ProcessingInputs: 'InputName',
  FinalMetricDataList: 'MetricName',
  InputDataConfig: 'ChannelName',
};

/** The value at the path, or undefined when it leads nowhere. Lists answer to a name where they have a natural key. */
export function valueAt(root: JsonValue, path: readonly PathPart[]): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  let list = '';
  for (const part of path) {
    if (Array.isArray(value)) value = elementOf(value, part, NATURAL_KEYS[list]);
    else if (isObject(value)) value = Object.hasOwn(value, part) ? value[part] : undefined;
    else return undefined;
    list = String(part);
  }
  return value;
}

function elementOf(list: readonly JsonValue[], part: PathPart, naturalKey: string | undefined): JsonValue | undefined {
  if (typeof part === 'number') return list[part];
  if (naturalKey === undefined) return undefined;
  return list.find((element) => isObject(element) && element[naturalKey] === part);
}
