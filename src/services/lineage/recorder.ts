import type { ActionStatus } from '../../api/generated/sagemaker-types.ts';
import { type Scope, sagemakerArn } from '../../base/arn.ts';
import { InvariantError } from '../../base/errors.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { endOf } from './association-ends.ts';
import { type AssociationEnd, deleteAssociationsOf, insertAssociation } from './association-store.ts';
import { countDeleted } from './creation-limits.ts';
import type { LineageDeps } from './lineage-deps.ts';
import { artifactId } from './lineage-kinds.ts';
import { type Place, placeOf } from './lineage-names.ts';
import { holdEntity, type LineageRecord, lineageTables } from './lineage-store.ts';
import { type NewEntity, newRecord } from './new-entity.ts';
import type { ActionFacts, ArtifactFacts, ContextFacts, EdgeFacts, EndFacts, ForeignFacts } from './recorder-facts.ts';

/**
 * Writes what the platform itself knows of lineage, inside another domain's transaction: without creation limits and
 * without CreatedBy. Everything may be recorded again, as controllers do after a restart.
 */
export class LineageRecorder {
  readonly #deps: Pick<LineageDeps, 'store' | 'clock'>;

  constructor(deps: Pick<LineageDeps, 'store' | 'clock'>) {
    this.#deps = deps;
  }

  /**
   * Edges with the entities at their ends, once in a transaction. It writes in one order whatever the order it is given,
   * so that jobs which end at the same moment and share artifacts never wait for each other in a circle.
   */
  async record(tx: SqlTransaction, scope: Scope, edges: readonly EdgeFacts[]): Promise<void> {
    const facts = new Map(
      edges.flatMap(({ source, destination }) => [source, destination]).map((end) => [keyOf(end), end]),
    );
    const ends = new Map<string, AssociationEnd>();
    for (const [key, end] of [...facts].sort(byKey)) ends.set(key, await this.#recordEnd(tx, scope, end));
    const recorded = edges.flatMap(({ source: from, destination: to, type }) => {
      const [source, destination] = [ends.get(keyOf(from)), ends.get(keyOf(to))];
      return source && destination ? [{ source, destination, type }] : [];
    });
    const sorted = recorded.map((edge) => [`${edge.source.resource} ${edge.destination.resource}`, edge] as const);
    for (const [, edge] of sorted.sort(byKey)) await this.recordEdge(tx, scope, edge);
  }

  /** The artifact of a URI. One that is there stays as it is, its type included. */
  async recordArtifact(tx: SqlTransaction, scope: Scope, facts: ArtifactFacts): Promise<AssociationEnd> {
    const source = { SourceUri: facts.uri };
    const { properties, metadataProperties } = facts;
    return this.#recordEntity(tx, scope, {
      kind: 'artifact',
      name: artifactId(source),
      entityType: facts.type,
      document: { source, artifactName: facts.name, properties, metadataProperties },
    });
  }

  /** The context of a name. One that is there stays as it is. */
  async recordContext(tx: SqlTransaction, scope: Scope, facts: ContextFacts): Promise<AssociationEnd> {
    const { name, type, source, description, properties } = facts;
    const document = { source, description, properties };
    return this.#recordEntity(tx, scope, { kind: 'context', name, entityType: type, document });
  }

  /** The action of a name. One that is there takes the status, and is otherwise left alone. */
  async recordAction(tx: SqlTransaction, scope: Scope, facts: ActionFacts): Promise<AssociationEnd> {
    const { store, clock } = this.#deps;
    const { name, type, source, status, description, properties, metadataProperties } = facts;
    const document = { source, status, description, properties, metadataProperties };
    const record = newRecord(scope, { kind: 'action', name, entityType: type, document }, clock.nowMs());
    while (!(await lineageTables.action.insert(tx, record))) {
      const held = await lineageTables.action.findForUpdate(store, tx, scope, name);
      if (!held) continue;
      if (held.document.status !== status) await this.#changeStatus(tx, held, facts);
      return endOf('action', name, { name: held.name, entityType: held.extra.entity_type });
    }
    return endOf('action', name, { name, entityType: type });
  }

  /** The status of the action of a name, held until the transaction ends; undefined when there is none. */
  async holdStatus(tx: SqlTransaction, scope: Scope, name: string): Promise<ActionStatus | undefined> {
    const held = await lineageTables.action.findForUpdate(this.#deps.store, tx, scope, name);
    return held?.document.status;
  }

  /** An end that lineage keeps no row of. */
  foreignEnd(scope: Scope, { arn, name, type }: ForeignFacts): AssociationEnd {
    const { kind, resource } = ownPlace(scope, arn);
    return { kind, resource, type, name };
  }

  /** Joins two ends. A pair that is joined already stays as it is. */
  async recordEdge(tx: SqlTransaction, scope: Scope, edge: EdgeFacts<AssociationEnd>): Promise<void> {
    await insertAssociation(tx, scope, {
      source: edge.source,
      destination: edge.destination,
      associationType: edge.type,
      creationMs: this.#deps.clock.nowMs(),
      createdBy: undefined,
    });
  }

  /** Removes every edge of an entity that is being deleted: a trial component, say. */
  async removeEdges(tx: SqlTransaction, scope: Scope, arn: string): Promise<void> {
    const createdByCallers = await deleteAssociationsOf(tx, scope, ownPlace(scope, arn).resource);
    if (createdByCallers > 0) await countDeleted(tx, scope, 'association', createdByCallers);
  }

  async #recordEnd(tx: SqlTransaction, scope: Scope, facts: EndFacts): Promise<AssociationEnd> {
    switch (facts.kind) {
      case 'artifact':
        return this.recordArtifact(tx, scope, facts);
      case 'context':
        return this.recordContext(tx, scope, facts);
      case 'action':
        return this.recordAction(tx, scope, facts);
      case 'foreign':
        return this.foreignEnd(scope, facts);
    }
  }

  async #recordEntity(tx: SqlTransaction, scope: Scope, entity: NewEntity): Promise<AssociationEnd> {
    const { store, clock } = this.#deps;
    const { kind, name, entityType } = entity;
    const record = newRecord(scope, entity, clock.nowMs());
    while (!(await lineageTables[kind].insert(tx, record))) {
      // Absent when somebody deleted it between the two statements.
      const held = await holdEntity(store, tx, kind, scope, name);
      if (held) return endOf(kind, name, held);
    }
    return endOf(kind, name, { name, entityType });
  }

  async #changeStatus(tx: SqlTransaction, record: LineageRecord, { status }: ActionFacts): Promise<void> {
    await lineageTables.action.update(tx, {
      ...record,
      status,
      modifiedMs: this.#deps.clock.nowMs(),
      document: { ...record.document, status },
    });
  }
}

/** The ARN of an end, which need not be recorded yet. */
export function arnOfEnd(scope: Scope, facts: EndFacts): string {
  switch (facts.kind) {
    case 'artifact':
      return sagemakerArn(scope, 'artifact', artifactId({ SourceUri: facts.uri }));
    case 'foreign':
      return facts.arn;
    default:
      return sagemakerArn(scope, facts.kind, facts.name);
  }
}

function keyOf(facts: EndFacts): string {
  switch (facts.kind) {
    case 'artifact':
      return `artifact/${artifactId({ SourceUri: facts.uri })}`;
    case 'foreign':
      return `foreign/${facts.arn.toLowerCase()}`;
    default:
      return `${facts.kind}/${facts.name.toLowerCase()}`;
  }
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ownPlace(scope: Scope, arn: string): Place {
  const place = placeOf(scope, arn);
  if (!place) throw new InvariantError(`${arn} is no vertex of ${scope.account} in ${scope.region}`);
  return place;
}
