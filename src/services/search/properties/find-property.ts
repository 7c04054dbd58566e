import { validationException } from '../../../api/errors.ts';
import type { ShapeFacts } from '../../../api/model.ts';
import type { SearchedType } from '../searched-types.ts';
import { DEFAULT_STATISTIC, STATISTICS } from './metric-statistics.ts';
import { type Property, PropertyType } from './property.ts';
import { modelShape, partShape, searchedMembers, typeOfShape } from './record-shape.ts';

/**
 * The property that a request names: a dotted path in the record. Members are found in any letter case, as suggestions
 * give them in lower case; names of parameters, tags and metrics are the user's own, and may hold dots.
 * Throws ValidationException for a name that the type does not have.
 */
export function findProperty(type: SearchedType, name: string): Property {
  const found = special(type, name) ?? descend(modelShape(type.shape), name.split('.'), []);
  if (!found) throw validationException(`Unknown property name: ${name}`);
  return found;
}

/** The path of a list whose elements nested filters may speak of. Throws ValidationException for anything else. */
export function findListPath(type: SearchedType, name: string): string {
  let shape = modelShape(type.shape);
  const path: string[] = [];
  for (const segment of name.split('.')) {
    const member = shape.type === 'structure' ? memberOf(shape, segment) : undefined;
    if (!member) throw validationException(`Unknown property name: ${name}`);
    path.push(member.name);
    shape = member.shape;
  }
  const isKeyed = path[0] === 'Tags' || path[0] === 'Metrics';
  if (shape.type !== 'list' || isKeyed) {
    throw validationException(
      `The property ${name} is not a list of objects. Nested filters are not supported for it.`,
    );
  }
  return path.join('.');
}

/** Lists that are searched by the names of what they hold, and maps whose values have a type of their own. */
function special(type: SearchedType, name: string): Property | undefined {
  const dot = name.indexOf('.');
  const key = name.slice(dot + 1);
  if (dot < 0 || key === '') return undefined;
  switch (name.slice(0, dot).toLowerCase()) {
    case 'tags':
      return has(type, 'Tags') ? { path: `Tags.${key}`, type: PropertyType.Text, isList: false } : undefined;
    case 'hyperparameters':
      return has(type, 'HyperParameters')
        ? { path: `HyperParameters.${key}`, type: PropertyType.Either, isList: false }
        : undefined;
    case 'parameters':
      return type.member === 'TrialComponent' ? parameter(key) : undefined;
    case 'metrics':
      return metric(type, key);
    default:
      return undefined;
  }
}

function parameter(key: string): Property {
  const [, name, member] = /^(.+)\.(NumberValue|StringValue)$/is.exec(key) ?? [];
  if (name === undefined || member === undefined) {
    return { path: `Parameters.${key}`, type: PropertyType.Either, isList: false };
  }
  const type = member.toLowerCase() === 'numbervalue' ? PropertyType.Number : PropertyType.Text;
  return { path: `Parameters.${name}`, type, isList: false };
}

function metric(type: SearchedType, key: string): Property | undefined {
  if (has(type, 'FinalMetricDataList')) {
    return { path: `Metrics.${key}`, type: PropertyType.Number, isList: false };
  }
  if (type.member !== 'TrialComponent') return undefined;
  const dot = key.lastIndexOf('.');
  const last = key.slice(dot + 1).toLowerCase();
  const statistic = dot > 0 ? STATISTICS.find((known) => known.toLowerCase() === last) : undefined;
  const path = statistic ? `Metrics.${key.slice(0, dot)}.${statistic}` : `Metrics.${key}.${DEFAULT_STATISTIC}`;
  return { path, type: PropertyType.Number, isList: false };
}

const has = (type: SearchedType, member: string) => Object.hasOwn(searchedMembers(modelShape(type.shape)), member);

function descend(
  shape: ShapeFacts,
  segments: readonly string[],
  path: readonly string[],
  isList = false,
): Property | undefined {
  if (shape.type === 'list') return descend(partShape(shape), segments, path, true);
  const [first, ...rest] = segments;
  if (first === undefined) {
    const type = typeOfShape(shape);
    return type && { path: path.join('.'), type, isList };
  }
  if (shape.type === 'map') return descendMap(shape, segments, path, isList);
  const member = memberOf(shape, first);
  if (!member || (path.length === 0 && KEYED.has(member.name))) return undefined;
  return descend(member.shape, rest, [...path, member.name], isList);
}
/** Found by `special` only. */
const KEYED: ReadonlySet<string> = new Set(['Tags', 'Metrics', 'HyperParameters']);

/** The key may hold dots: it is as long as it can be. */
function descendMap(
  shape: ShapeFacts,
  segments: readonly string[],
  path: readonly string[],
  isList: boolean,
): Property | undefined {
  const value = partShape(shape);
  for (let length = segments.length; length > 0; length--) {
    const key = segments.slice(0, length).join('.');
    const found = key === '' ? undefined : descend(value, segments.slice(length), [...path, key], isList);
    if (found) return found;
  }
  return undefined;
}

function memberOf(shape: ShapeFacts, segment: string): { name: string; shape: ShapeFacts } | undefined {
  const members = searchedMembers(shape);
  const exact = Object.hasOwn(members, segment) ? members[segment] : undefined;
  if (exact) return { name: segment, shape: exact };
  const wanted = segment.toLowerCase();
  for (const [name, member] of Object.entries(members)) {
    if (name.toLowerCase() === wanted) return { name, shape: member };
  }
  return undefined;
}
