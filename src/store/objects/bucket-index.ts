import type { Kysely } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { SqlStore, SqlTransaction } from '../sql/sql-store.ts';
import type { BucketRow, ObjectTables } from './object-tables.ts';
import { bucketNotEmpty, noSuchBucket } from './s3-errors.ts';

export interface Bucket extends Scope {
  readonly name: string;
  readonly creationMs: number;
}

export interface BucketQuery {
  readonly account: string;
  readonly prefix?: string | undefined;
  readonly region?: string | undefined;
  /** Name of the last bucket of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Buckets. Their names are taken once for the whole server, whoever's they are. */
export class BucketIndex {
  readonly #store: SqlStore;
  readonly #clock: Clock;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async find(name: string): Promise<Bucket | undefined> {
    const row = await tables(this.#store.reader)
      .selectFrom('s3_buckets')
      .selectAll()
      .where('bucket', '=', name)
      .executeTakeFirst();
    return row && asBucket(row);
  }

  /** Throws NoSuchBucket. */
  async require(name: string): Promise<Bucket> {
    const bucket = await this.find(name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  /** The bucket that has the name now, and whether it is a new one. */
  async create(name: string, scope: Scope): Promise<{ readonly bucket: Bucket; readonly isNew: boolean }> {
    const row: BucketRow = {
      bucket: name,
      account: scope.account,
      region: scope.region,
      creation_ms: this.#clock.nowMs(),
    };
    return this.#store.transaction(async (tx) => {
      const result = await tables(tx.db)
        .insertInto('s3_buckets')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (Number(result.numInsertedOrUpdatedRows ?? 0) > 0) return { bucket: asBucket(row), isNew: true };
      return { bucket: asBucket(await lockBucket(this.#store, tx, name, 'share')), isNew: false };
    });
  }

  /** Throws NoSuchBucket, or BucketNotEmpty while it holds objects or unfinished uploads. */
  async delete(name: string): Promise<void> {
    await this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, name, 'update');
      for (const table of ['s3_objects', 's3_uploads'] as const) {
        const row = await tables(tx.db)
          .selectFrom(table)
          .select('object_key')
          .where('bucket', '=', name)
          .limit(1)
          .executeTakeFirst();
        if (row) throw bucketNotEmpty(name);
      }
      await tables(tx.db).deleteFrom('s3_buckets').where('bucket', '=', name).execute();
    });
  }

  /** By name. */
  async list(query: BucketQuery): Promise<Bucket[]> {
    let rows = tables(this.#store.reader).selectFrom('s3_buckets').selectAll().where('account', '=', query.account);
    if (query.region) rows = rows.where('region', '=', query.region);
    // Names are plain ASCII, so that the tilde sorts after all of them.
    if (query.prefix) rows = rows.where('bucket', '>=', query.prefix).where('bucket', '<', `${query.prefix}~`);
    if (query.after) rows = rows.where('bucket', '>', query.after);
    return (await rows.orderBy('bucket').limit(query.limit).execute()).map(asBucket);
  }
}

/**
 * The bucket's row, locked until the commit: shared by those who write into the bucket, exclusive for who deletes it.
 * Throws NoSuchBucket.
 */
export async function lockBucket(
  store: SqlStore,
  tx: SqlTransaction,
  name: string,
  mode: 'share' | 'update',
): Promise<BucketRow> {
  const query = tables(tx.db).selectFrom('s3_buckets').selectAll().where('bucket', '=', name);
  const locked = store.dialect !== 'postgres' ? query : mode === 'share' ? query.forShare() : query.forUpdate();
  const row = await locked.executeTakeFirst();
  if (!row) throw noSuchBucket(name);
  return row;
}

function tables(db: Kysely<unknown>): Kysely<ObjectTables> {
  return db.withTables<ObjectTables>();
}

function asBucket(row: BucketRow): Bucket {
  return { name: row.bucket, account: row.account, region: row.region, creationMs: row.creation_ms };
}
