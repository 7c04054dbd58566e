import { resourceNotFound } from '../../api/errors.ts';
import { formatArn, parseArn, partitionOf, type Scope } from '../../base/arn.ts';
import { EndKind, NOUNS } from './lineage-kinds.ts';

/** Where a vertex of the graph lives: `<kind>/<name>`, in lower case, within its account and region. */
export interface Place {
  readonly kind: EndKind;
  readonly name: string;
  readonly resource: string;
  readonly arn: string;
}

const KINDS: ReadonlySet<string> = new Set(Object.values(EndKind));

/** Undefined for an ARN of another account or region, and for one that is no vertex. */
export function placeOf(scope: Scope, arn: string): Place | undefined {
  const parsed = parseArn(arn.toLowerCase());
  if (parsed?.service !== 'sagemaker' || parsed.account !== scope.account || parsed.region !== scope.region) {
    return undefined;
  }
  return placeOfResource(scope, parsed.resource);
}

/** The same from the part of the ARN that rows hold. */
export function placeOfResource(scope: Scope, resource: string): Place | undefined {
  const slash = resource.indexOf('/');
  const kind = resource.slice(0, slash);
  const name = resource.slice(slash + 1);
  if (!isEndKind(kind) || name === '') return undefined;
  return { kind, name, resource, arn: arnOf(scope, resource) };
}

export function arnOf(scope: Scope, resource: string): string {
  const { account, region } = scope;
  return formatArn({ partition: partitionOf(region), service: 'sagemaker', region, account, resource });
}

export function noSuchEntity(kind: EndKind, arn: string) {
  return resourceNotFound(`${NOUNS[kind]} '${arn}' does not exist.`);
}

function isEndKind(kind: string): kind is EndKind {
  return KINDS.has(kind);
}
