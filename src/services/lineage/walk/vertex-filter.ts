import type { QueryFilters, Vertex } from '../../../api/generated/sagemaker-types.ts';
import type { Timestamp } from '../../../api/wire-types.ts';
import type { Scope } from '../../../base/arn.ts';
import { epochMs } from '../../../base/clock.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { isLineageKind, LINEAGE_TYPES, LineageKind } from '../lineage-kinds.ts';
import { type Place, placeOfResource } from '../lineage-names.ts';
import { findDetails } from '../lineage-store.ts';

/** A vertex that a walk came across. */
export interface SeenVertex {
  readonly resource: string;
  readonly type: string;
}

interface Details {
  readonly creationMs?: number | undefined;
  readonly modifiedMs?: number | undefined;
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

/** Which vertices of a walk are shown. Edges name the types; times and properties are read where a filter asks for them. */
export class VertexFilter {
  readonly #deps: Pick<LineageDeps, 'store' | 'findForeignEntity'>;
  readonly #scope: Scope;
  readonly #filters: QueryFilters;
  readonly #details = new Map<string, Details>();
  readonly #needsDetails: boolean;
  readonly #needsTimes: boolean;

  constructor(deps: Pick<LineageDeps, 'store' | 'findForeignEntity'>, scope: Scope, filters: QueryFilters = {}) {
    this.#deps = deps;
    this.#scope = scope;
    this.#filters = filters;
    const { CreatedAfter, CreatedBefore, ModifiedAfter, ModifiedBefore } = filters;
    this.#needsTimes = [CreatedAfter, CreatedBefore, ModifiedAfter, ModifiedBefore].some((time) => time !== undefined);
    this.#needsDetails = this.#needsTimes || hasSome(filters.Properties);
  }

  /** Reads what `shown` will need to know of these vertices. */
  async learn(vertices: readonly SeenVertex[]): Promise<void> {
    if (!this.#needsDetails) return;
    const places = vertices
      .filter((vertex) => this.#vertexOfRightType(vertex))
      .flatMap(({ resource }) => placeOfResource(this.#scope, resource) ?? []);
    for (const kind of Object.values(LineageKind)) await this.#learnEntities(kind, places);
    // Trial components have no properties.
    if (this.#needsTimes) await Promise.all(places.map((place) => this.#learnForeign(place)));
  }

  /** The vertex as the answer shows it, or undefined when a filter leaves it out. */
  shown(vertex: SeenVertex): Vertex | undefined {
    const shown = this.#vertexOfRightType(vertex);
    return shown && (!this.#needsDetails || this.#hasRightDetails(vertex.resource)) ? shown : undefined;
  }

  #vertexOfRightType({ resource, type }: SeenVertex): Vertex | undefined {
    const place = placeOfResource(this.#scope, resource);
    const lineageType = place && LINEAGE_TYPES[place.kind];
    if (!lineageType) return undefined;
    const shownType = isLineageKind(place.kind) ? type : type.replace(/^SageMaker/, '');
    const { Types, LineageTypes } = this.#filters;
    if (Types?.length && !Types.includes(shownType)) return undefined;
    if (LineageTypes?.length && !LineageTypes.includes(lineageType)) return undefined;
    return { Arn: place.arn, Type: shownType, LineageType: lineageType };
  }

  #hasRightDetails(resource: string): boolean {
    const details = this.#details.get(resource);
    if (!details) return false;
    const { CreatedAfter, CreatedBefore, ModifiedAfter, ModifiedBefore, Properties } = this.#filters;
    if (!isBetween(details.creationMs, CreatedAfter, CreatedBefore)) return false;
    if (!isBetween(details.modifiedMs, ModifiedAfter, ModifiedBefore)) return false;
    const wanted = Object.entries(Properties ?? {});
    return wanted.length === 0 || wanted.some(([key, value]) => ownValue(details.properties, key) === value);
  }

  async #learnEntities(kind: LineageKind, places: readonly Place[]): Promise<void> {
    const names = places.filter((place) => place.kind === kind).map(({ name }) => name);
    const found = await findDetails(this.#deps.store, kind, this.#scope, names);
    for (const [name, { creationMs, modifiedMs, document }] of found) {
      this.#details.set(`${kind}/${name}`, { creationMs, modifiedMs, properties: document.properties });
    }
  }

  async #learnForeign({ kind, resource, arn }: Place): Promise<void> {
    if (isLineageKind(kind)) return;
    const found = await this.#deps.findForeignEntity(arn);
    if (found) this.#details.set(resource, { creationMs: found.creationMs, modifiedMs: found.modifiedMs });
  }
}

/** The bounds are left out, as in every list. A vertex without the time is between no bounds. */
function isBetween(ms: number | undefined, after: Timestamp | undefined, before: Timestamp | undefined): boolean {
  if (after === undefined && before === undefined) return true;
  if (ms === undefined) return false;
  return (after === undefined || ms > epochMs(after)) && (before === undefined || ms < epochMs(before));
}

function ownValue(properties: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

const hasSome = (properties: Readonly<Record<string, string>> | undefined) => Object.keys(properties ?? {}).length > 0;
