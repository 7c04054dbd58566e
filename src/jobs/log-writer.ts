import type { Scope } from '../base/arn.ts';
import type { SqlTransaction } from '../store/sql/sql-store.ts';

export interface LogLine {
  /** Milliseconds since the epoch; never less than that of the line before. */
  readonly timestampMs: number;
  readonly message: string;
}

/** Takes the lines of jobs and endpoints; CloudWatch Logs (neighbours/logs) stands behind it. */
export interface LogWriter {
  /**
   * Appends lines to a stream and remembers, in the same transaction, how far its source has been read, so that no line
   * is lost or doubled by a crash. Makes group and stream when they are new. `alongside` writes what else was learnt
   * from the lines, in that transaction too. Gives `full` when the stream holds as much as it may and takes no more
   * lines; the offset is remembered all the same.
   */
  append(
    scope: Scope,
    group: string,
    stream: string,
    lines: readonly LogLine[],
    sourceOffsetBytes: number,
    alongside?: (tx: SqlTransaction) => Promise<void>,
  ): Promise<'more' | 'full'>;
  /** Bytes of the source that were read so far; 0 for a new stream. */
  sourceOffset(scope: Scope, group: string, stream: string): Promise<number>;
}
