import { type OperationFacts, type ServiceModel, shapeOf } from '../api/model.ts';

/** An operation found by its method, path and query, with what the path named. */
export interface RestMatch {
  readonly operation: OperationFacts;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** What tells operations of one method and path apart. */
interface Candidate {
  readonly operation: OperationFacts;
  /** Parameters that must be there, with the value that they must have if one is given. */
  readonly requiredQuery: readonly (readonly [name: string, value: string | undefined])[];
  readonly requiredHeaders: readonly string[];
  /** Every parameter that it knows. */
  readonly knownQuery: ReadonlySet<string>;
}

interface PathGroup {
  readonly expression: RegExp;
  readonly labels: readonly string[];
  readonly candidates: Candidate[];
  /** Parameters that choose between the candidates: an operation that does not know one cannot be meant. */
  readonly choosing: Set<string>;
}

/**
 * Old names of operations that newer ones replaced under the same method, path and query, and S3's host-bound or
 * directory-bucket operations, which a plain endpoint does not serve.
 */
const NOT_ROUTED = new Set([
  'GetBucketLifecycle',
  'PutBucketLifecycle',
  'GetBucketNotification',
  'PutBucketNotification',
  'ListDirectoryBuckets',
  'WriteGetObjectResponse',
]);

/** Only these headers choose an operation; other required headers are the validator's business. */
const CHOOSING_HEADERS = new Set(['x-amz-copy-source']);

/** The operations of a REST service by method and path, read from its model. */
export class RestRoutes {
  readonly #groups = new Map<string, PathGroup[]>();

  constructor(model: ServiceModel) {
    for (const operation of Object.values(model.operations)) {
      if (!NOT_ROUTED.has(operation.name)) this.#add(model, operation);
    }
    for (const group of [...this.#groups.values()].flat()) group.candidates.sort(bySpecificity);
  }

  /** Undefined when the service has no such operation. Throws URIError for a path with broken escapes. */
  match(
    method: string,
    rawPath: string,
    query: URLSearchParams,
    headers: Readonly<Record<string, string>>,
  ): RestMatch | undefined {
    for (const group of this.#groups.get(method) ?? []) {
      const values = group.expression.exec(rawPath);
      if (!values) continue;
      const found = group.candidates.find((candidate) => isMeant(candidate, group, query, headers));
      if (!found) continue;
      const labels = group.labels.map((label, index) => [label, decodeURIComponent(values[index + 1] ?? '')]);
      return { operation: found.operation, pathParameters: Object.fromEntries(labels) };
    }
    return undefined;
  }

  #add(model: ServiceModel, operation: OperationFacts): void {
    const [path = '/', literalQuery = ''] = operation.http.requestUri.split('?');
    const groups = this.#groups.get(operation.http.method) ?? [];
    this.#groups.set(operation.http.method, groups);
    const { expression, labels } = compilePath(path);
    let group = groups.find((known) => known.expression.source === expression.source);
    if (!group) {
      group = { expression, labels, candidates: [], choosing: new Set() };
      groups.push(group);
    }
    const candidate = candidateOf(model, operation, literalQuery);
    group.candidates.push(candidate);
    for (const [name, value] of candidate.requiredQuery) if (value === undefined) group.choosing.add(name);
  }
}

function candidateOf(model: ServiceModel, operation: OperationFacts, literalQuery: string): Candidate {
  const literals = literalQuery
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('=', 2) as [string, string | undefined])
    .map(([name, value]) => [name, value] as const);
  const shape = operation.input ? shapeOf(model, operation.input.shape) : undefined;
  const members = Object.entries(shape?.members ?? {});
  const located = (location: string) => members.filter(([, member]) => member.location === location);
  const isRequired = (name: string) => shape?.required?.includes(name) ?? false;
  const wireName = ([name, member]: (typeof members)[number]) => member.locationName ?? name;
  const required = located('querystring')
    .filter(([name]) => isRequired(name))
    .map((entry) => [wireName(entry), undefined] as const);
  const headers = located('header')
    .map((entry) => wireName(entry).toLowerCase())
    .filter((name) => CHOOSING_HEADERS.has(name));
  const known = [...literals.map(([name]) => name), ...located('querystring').map(wireName)];
  // Only S3 tells operations apart by required parameters; elsewhere a missing one is a validation error.
  const requiredQuery = model.service.protocol === 'rest-xml' ? [...literals, ...required] : literals;
  return { operation, requiredQuery, requiredHeaders: headers, knownQuery: new Set(known) };
}

const weight = (candidate: Candidate) => candidate.requiredQuery.length + candidate.requiredHeaders.length;
const bySpecificity = (a: Candidate, b: Candidate) => weight(b) - weight(a);

function isMeant(
  candidate: Candidate,
  group: PathGroup,
  query: URLSearchParams,
  headers: Readonly<Record<string, string>>,
): boolean {
  for (const name of candidate.requiredHeaders) if (headers[name] === undefined) return false;
  for (const [name, value] of candidate.requiredQuery) {
    const given = query.get(name);
    if (given === null || (value !== undefined && given !== value)) return false;
  }
  for (const name of query.keys()) if (group.choosing.has(name) && !candidate.knownQuery.has(name)) return false;
  return true;
}

/** `{Label}` takes one segment, `{Label+}` the rest; a slash at the end of a path without a rest means nothing. */
function compilePath(path: string): { expression: RegExp; labels: string[] } {
  const labels: string[] = [];
  const source = path.replaceAll(/\{(\w+)(\+?)\}/g, (_label, name: string, greedy: string) => {
    labels.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  return { expression: new RegExp(`^${source}${source.endsWith('(.+)') || source === '/' ? '' : '/?'}$`, 's'), labels };
}
