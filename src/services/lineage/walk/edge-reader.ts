import { sql } from 'kysely';
import type { Scope } from '../../../base/arn.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { AssociationRow, AssociationTables } from '../association-store.ts';
import { textsOf } from '../text-list.ts';
import type { Hop, HopKey, Side, WalkVertex } from './hops.ts';

const ENDS = {
  out: { from: 'source', to: 'destination', toType: 'destination_type' },
  in: { from: 'destination', to: 'source', toType: 'source_type' },
} as const;

type HopRow = Pick<AssociationRow, 'creation_ms' | 'association_type'> & {
  from_resource: string;
  to_resource: string;
  to_type: string;
};

/** Reads edges for a walk. */
export class EdgeReader {
  readonly #store: SqlStore;
  readonly #scope: Scope;

  constructor(store: SqlStore, scope: Scope) {
    this.#store = store;
    this.#scope = scope;
  }

  /** The edges on one side of many vertices, in no order; undefined when they are more than `limit`. */
  async ofMany(vertices: readonly WalkVertex[], side: Side, limit: number): Promise<Hop[] | undefined> {
    const byResource = new Map(vertices.map((vertex) => [vertex.resource, vertex]));
    const { rows } = await this.#manyQuery([...byResource.keys()], side, limit + 1).execute(this.#store.reader);
    if (rows.length > limit) return undefined;
    return rows.flatMap((row) => {
      const from = byResource.get(row.from_resource);
      return from ? [asHop(row, from, side)] : [];
    });
  }

  /** The edges on one side of one vertex after `key`, the oldest first. */
  async ofOne(vertex: WalkVertex, side: Side, key: HopKey | undefined, limit: number): Promise<Hop[]> {
    const { from, to, toType } = ENDS[side];
    let query = this.#store.reader
      .withTables<AssociationTables>()
      .selectFrom('lineage_associations')
      .select([`${from} as from_resource`, `${to} as to_resource`, `${toType} as to_type`])
      .select(['creation_ms', 'association_type'])
      .where('account', '=', this.#scope.account)
      .where('region', '=', this.#scope.region)
      .where(from, '=', vertex.resource);
    if (key) query = query.where(sql<boolean>`(creation_ms, ${sql.ref(to)}) > (${key.creationMs}, ${key.to})`);
    const rows = await query.orderBy('creation_ms').orderBy(to).limit(limit).execute();
    return rows.map((row) => asHop(row, vertex, side));
  }

  /**
   * Goes to the index once for each vertex, whatever the planner believes of the table: a plan that reads all edges
   * would cost seconds.
   */
  #manyQuery(resources: readonly string[], side: Side, limit: number) {
    const { account, region } = this.#scope;
    const { from, to, toType } = ENDS[side];
    const texts = textsOf(this.#store.dialect, resources);
    const columns = sql`e.${sql.ref(from)} as from_resource, e.${sql.ref(to)} as to_resource,
      e.${sql.ref(toType)} as to_type, e.creation_ms, e.association_type`;
    const own = sql`e.account = ${account} and e.region = ${region} and e.${sql.ref(from)} = f.value`;
    return this.#store.dialect === 'sqlite'
      ? sql<HopRow>`select ${columns} from ${texts} as f cross join lineage_associations as e
          where ${own} limit ${limit}`
      : sql<HopRow>`select found.* from ${texts} as f(value)
          cross join lateral (select ${columns} from lineage_associations as e where ${own} limit ${limit}) as found
          limit ${limit}`;
  }
}

function asHop(row: HopRow, from: WalkVertex, side: Side): Hop {
  return {
    from,
    side,
    creationMs: row.creation_ms,
    to: row.to_resource,
    toType: row.to_type,
    associationType: row.association_type,
  };
}
