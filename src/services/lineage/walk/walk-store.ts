import { sql } from 'kysely';
import { randomHex } from '../../../base/ids.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { elementsOf, isOneOf } from '../text-list.ts';
import type { WalkVertex } from './hops.ts';

type WalkRow = { walk_id: string; position: number; resource: string; depth: number };
type WalkTables = { lineage_walk_vertices: WalkRow };

/** How long the NextTokens of a query hold. */
const WALK_LIFE_MS = 3_600_000;
/** Each page that is kept clears away this much of old walks: more than a page can leave behind. */
const CLEARED_MAX = 10_000;
/** Of the time in milliseconds, in base 36: enough until the year 5188. */
const TIME_DIGITS = 9;

/** A name for a walk that begins now. Names sort by time, so that old walks are found without an index of their own. */
export function newWalkId(nowMs: number): string {
  return `${timeText(nowMs)}-${randomHex(8)}`;
}

export function isExpired(walkId: string, nowMs: number): boolean {
  return walkId < timeText(nowMs - WALK_LIFE_MS);
}

/** Which of the resources the walk had found when it had found `count` vertices, with their positions. */
export async function knownPositions(
  store: SqlStore,
  walkId: string,
  count: number,
  resources: readonly string[],
): Promise<Map<string, number>> {
  const rows = await store.reader
    .withTables<WalkTables>()
    .selectFrom('lineage_walk_vertices')
    .select(['resource', 'position'])
    .where('walk_id', '=', walkId)
    .where(isOneOf(store.dialect, 'resource', resources))
    .execute();
  // Not in the query: SQLite would then read all positions up to it instead of looking for the resources.
  return new Map(rows.filter((row) => row.position <= count).map((row) => [row.resource, row.position]));
}

/** Vertices of the walk in their order, from a position on, up to the one at `count`. */
export async function keptVertices(
  store: SqlStore,
  walkId: string,
  from: number,
  count: number,
  limit: number,
): Promise<WalkVertex[]> {
  return store.reader
    .withTables<WalkTables>()
    .selectFrom('lineage_walk_vertices')
    .select(['position', 'resource', 'depth'])
    .where('walk_id', '=', walkId)
    .where('position', '>=', from)
    .where('position', '<=', count)
    .orderBy('position')
    .limit(limit)
    .execute();
}

/** Keeps what a page has found. The page of a token that is used again finds its vertices kept already. */
export async function keepVertices(
  store: SqlStore,
  walkId: string,
  vertices: readonly WalkVertex[],
  nowMs: number,
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.db
      .withTables<WalkTables>()
      .deleteFrom('lineage_walk_vertices')
      .where(
        sql<boolean>`(walk_id, position) in (select walk_id, position from lineage_walk_vertices
          where walk_id < ${timeText(nowMs - WALK_LIFE_MS)} limit ${CLEARED_MAX})`,
      )
      .execute();
    const rows = vertices.map(({ position, resource, depth }) => [position, resource, depth]);
    await sql`insert into lineage_walk_vertices (walk_id, position, resource, depth)
      select ${walkId}, cast(value ->> 0 as bigint), value ->> 1, cast(value ->> 2 as bigint)
      from ${elementsOf(store.dialect, rows)} where true on conflict do nothing`.execute(tx.db);
  });
}

const timeText = (ms: number) => ms.toString(36).padStart(TIME_DIGITS, '0');
