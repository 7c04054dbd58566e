import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { randomHex } from '../../base/ids.ts';
import type { LogLine, LogWriter } from '../../jobs/log-writer.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { logTables, type StreamRow } from './log-tables.ts';
import { bytesOf, dropOldest, fittingLines, isFull } from './stream-limit.ts';

/** Log groups, streams and events of all accounts. The `LogWriter` of jobs and endpoints, and more for the API. */
export interface LogStore extends LogWriter {
  /** False when it is there already. */
  createGroup(scope: Scope, group: string): Promise<boolean>;
  groupExists(scope: Scope, group: string): Promise<boolean>;
  /** False when it is there already. */
  createStream(scope: Scope, group: string, stream: string): Promise<boolean>;
  findStream(scope: Scope, group: string, stream: string): Promise<StreamRow | undefined>;
  /** Appends a client's events to a stream that exists, as they are. False when it does not. */
  put(scope: Scope, group: string, stream: string, lines: readonly LogLine[]): Promise<boolean>;
}

/** Rows of one INSERT; PostgreSQL takes 65,535 parameters and SQLite 32,766. */
const INSERT_ROWS = 2_000;
/** Of one stream: hours of a chatty script, and not a disk full of a runaway loop. */
const STREAM_BYTES_MAX = 256 * 2 ** 20;

export interface LogLimits {
  /** Bytes of the events of one stream of a job or an endpoint; what clients put themselves has no limit. */
  readonly streamBytesMax?: number | undefined;
}

export function createLogStore(store: SqlStore, clock: Clock, limits: LogLimits = {}): LogStore {
  return new SqlLogStore(store, clock, limits.streamBytesMax ?? STREAM_BYTES_MAX);
}

class SqlLogStore implements LogStore {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #streamBytesMax: number;

  constructor(store: SqlStore, clock: Clock, streamBytesMax: number) {
    this.#store = store;
    this.#clock = clock;
    this.#streamBytesMax = streamBytesMax;
  }

  async append(
    scope: Scope,
    group: string,
    stream: string,
    lines: readonly LogLine[],
    sourceOffsetBytes: number,
    alongside?: (tx: SqlTransaction) => Promise<void>,
  ): Promise<'more' | 'full'> {
    const bytesMax = this.#streamBytesMax;
    return await this.#store.transaction(async (tx) => {
      const row = await this.#lockOrCreate(tx, scope, group, stream);
      const hasRoom = !isFull(row, bytesMax);
      // A follower that was overtaken by another must not add the same lines again.
      if (sourceOffsetBytes <= row.source_offset) return hasRoom ? 'more' : 'full';
      let floorMs = row.last_event_ms;
      const rising = lines.map(({ timestampMs, message }) => {
        floorMs = Math.max(floorMs, timestampMs);
        return { timestampMs: floorMs, message };
      });
      const fitting = hasRoom ? fittingLines(row, rising, bytesMax) : { lines: [], bytes: 0 };
      await this.#insert(tx, row, fitting, sourceOffsetBytes);
      await dropOldest(tx, row, row.stored_bytes + fitting.bytes, bytesMax);
      await alongside?.(tx);
      return isFull({ ...row, stored_bytes: row.stored_bytes + fitting.bytes }, bytesMax) ? 'full' : 'more';
    });
  }

  async sourceOffset(scope: Scope, group: string, stream: string): Promise<number> {
    return (await this.findStream(scope, group, stream))?.source_offset ?? 0;
  }

  async createGroup(scope: Scope, group: string): Promise<boolean> {
    return await this.#store.transaction((tx) => this.#insertGroup(tx, scope, group));
  }

  async groupExists(scope: Scope, group: string): Promise<boolean> {
    const row = await logTables(this.#store.reader)
      .selectFrom('log_groups')
      .select('name')
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('name', '=', group)
      .executeTakeFirst();
    return row !== undefined;
  }

  async createStream(scope: Scope, group: string, stream: string): Promise<boolean> {
    return await this.#store.transaction((tx) => this.#insertStream(tx, scope, group, stream));
  }

  async findStream(scope: Scope, group: string, stream: string): Promise<StreamRow | undefined> {
    return await this.#streamQuery(this.#store.reader, scope, group, stream).executeTakeFirst();
  }

  async put(scope: Scope, group: string, stream: string, lines: readonly LogLine[]): Promise<boolean> {
    return await this.#store.transaction(async (tx) => {
      const row = await this.#lock(tx, scope, group, stream);
      if (!row) return false;
      await this.#insert(tx, row, { lines, bytes: bytesOf(lines) }, row.source_offset);
      return true;
    });
  }

  async #lockOrCreate(tx: SqlTransaction, scope: Scope, group: string, stream: string): Promise<StreamRow> {
    const found = await this.#lock(tx, scope, group, stream);
    if (found) return found;
    await this.#insertGroup(tx, scope, group);
    await this.#insertStream(tx, scope, group, stream);
    return await this.#streamQuery(tx.db, scope, group, stream).executeTakeFirstOrThrow();
  }

  async #lock(tx: SqlTransaction, scope: Scope, group: string, stream: string): Promise<StreamRow | undefined> {
    const query = this.#streamQuery(tx.db, scope, group, stream);
    return await (this.#store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  }

  #streamQuery(db: SqlTransaction['db'], scope: Scope, group: string, stream: string) {
    return logTables(db)
      .selectFrom('log_streams')
      .selectAll()
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('group_name', '=', group)
      .where('name', '=', stream);
  }

  async #insertGroup(tx: SqlTransaction, scope: Scope, group: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await logTables(tx.db)
      .insertInto('log_groups')
      .values({ account: scope.account, region: scope.region, name: group, creation_ms: this.#clock.nowMs() })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return Number(numInsertedOrUpdatedRows ?? 0) > 0;
  }

  async #insertStream(tx: SqlTransaction, scope: Scope, group: string, stream: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await logTables(tx.db)
      .insertInto('log_streams')
      .values({
        account: scope.account,
        region: scope.region,
        group_name: group,
        name: stream,
        stream_id: randomHex(8),
        creation_ms: this.#clock.nowMs(),
        first_event_ms: null,
        last_event_ms: 0,
        last_ingestion_ms: null,
        stored_bytes: 0,
        events: 0,
        source_offset: 0,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return Number(numInsertedOrUpdatedRows ?? 0) > 0;
  }

  /** Adds events after those that are there and brings the stream's totals up to date. */
  async #insert(
    tx: SqlTransaction,
    row: StreamRow,
    { lines, bytes }: { readonly lines: readonly LogLine[]; readonly bytes: number },
    sourceOffset: number,
  ): Promise<void> {
    const ingestionMs = this.#clock.nowMs();
    for (let start = 0; start < lines.length; start += INSERT_ROWS) {
      const values = lines.slice(start, start + INSERT_ROWS).map(({ timestampMs, message }, index) => ({
        stream_id: row.stream_id,
        seq: row.events + start + index + 1,
        timestamp_ms: timestampMs,
        ingestion_ms: ingestionMs,
        message,
      }));
      await logTables(tx.db).insertInto('log_events').values(values).execute();
    }
    const times = lines.map((line) => line.timestampMs);
    await logTables(tx.db)
      .updateTable('log_streams')
      .set({
        source_offset: sourceOffset,
        events: row.events + lines.length,
        stored_bytes: row.stored_bytes + bytes,
        ...(times.length === 0
          ? {}
          : {
              first_event_ms: times.reduce(
                (least, time) => Math.min(least, time),
                row.first_event_ms ?? Number.MAX_SAFE_INTEGER,
              ),
              last_event_ms: times.reduce((latest, time) => Math.max(latest, time), row.last_event_ms),
              last_ingestion_ms: ingestionMs,
            }),
      })
      .where('stream_id', '=', row.stream_id)
      .execute();
  }
}
