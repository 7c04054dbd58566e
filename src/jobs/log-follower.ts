import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Scope } from '../base/arn.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { punchHole } from '../runners/process/punch-hole.ts';
import type { SqlTransaction } from '../store/sql/sql-store.ts';
import { LINE_BYTES_MAX, splitLines } from './line-splitter.ts';
import type { LogLine, LogWriter } from './log-writer.ts';

export interface LogSource {
  readonly logs: LogWriter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scope: Scope;
  readonly group: string;
  readonly stream: string;
  /** The file that the runner appends a host's output to. */
  readonly path: string;
  /** Sees lines before they are stored; what it returns is written in the same transaction. */
  readonly onLines?: (lines: readonly LogLine[]) => Promise<((tx: SqlTransaction) => Promise<void>) | undefined>;
}

export interface LogFollower {
  /** Stores all that the file holds. Call it when the host has ended: the last line may lack its end. */
  drain(): Promise<void>;
  /** Ends following. What was not stored yet is read again by the next follower. */
  stop(): Promise<void>;
}

/** Pause after a change before it is read, so that a chatty host makes few transactions. */
const GATHER_MS = 25;
/** The file is looked at this often even without a change being told: not every file system tells. */
const LOOK_MS = 2_000;
/** Bytes of one read and one transaction. Must exceed the longest line. */
const READ_BYTES = 4 * LINE_BYTES_MAX;
/** So much is stored before the disk gets it back. */
const RELEASE_BYTES = 16 * 2 ** 20;
/** The end of the file stays: the runner looks for the last words in it. */
const TAIL_BYTES = 64 * 1024;

/**
 * Carries a host's output to CloudWatch Logs from where an earlier follower left off. Lines and the offset in the file
 * commit together, so that a crash neither loses nor doubles a line.
 */
export function followLog(source: LogSource): LogFollower {
  return new FileFollower(source);
}

class FileFollower implements LogFollower {
  readonly #source: LogSource;
  #offset: number | undefined;
  #file: FileHandle | undefined;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  /** How much of the file's beginning takes no room on the disk any more. */
  #releasedBytes = 0;
  /** A change was told and will be read shortly. */
  #gathering = false;
  /** When a line without an end was last looked at for a progress bar. */
  #progressAtMs = 0;
  /** Reads follow one another; the last one is waited for by the next. */
  #reading: Promise<void> = Promise.resolve();

  constructor(source: LogSource) {
    this.#source = source;
    this.#look(GATHER_MS);
  }

  async drain(): Promise<void> {
    await this.#enqueue(() => this.#readAll('flush'));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
    await this.#enqueue(async () => {});
    await this.#file?.close();
    this.#file = undefined;
  }

  /** At the latest in `delayMs`; a timer that is due sooner stays. */
  #look(delayMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookNow(), delayMs);
    this.#timer.unref();
  }

  async #lookNow(): Promise<void> {
    try {
      await this.#enqueue(() => this.#readAll(this.#progressIsDue() ? 'progress' : 'hold'));
    } catch (error) {
      this.#source.logger.warn({ err: error, stream: this.#source.stream }, 'a log could not be stored; trying again');
    }
    this.#look(LOOK_MS);
  }

  /** A bar that is redrawn many times a second becomes one line in a while. */
  #progressIsDue(): boolean {
    const nowMs = this.#source.clock.nowMs();
    if (nowMs - this.#progressAtMs < LOOK_MS) return false;
    this.#progressAtMs = nowMs;
    return true;
  }

  async #enqueue(read: () => Promise<void>): Promise<void> {
    const turn = this.#reading.then(read);
    this.#reading = turn.catch(() => {});
    await turn;
  }

  async #readAll(open: 'hold' | 'progress' | 'flush'): Promise<void> {
    const file = await this.#openFile();
    if (!file) return;
    let offset = await this.#startOffset();
    for (;;) {
      const { bytes, writtenMs } = await readFrom(file, offset);
      if (bytes.length === 0) return;
      const { lines, consumedBytes } = splitLines(bytes, bytes.length === READ_BYTES ? 'hold' : open);
      if (consumedBytes === 0) return;
      // They may have waited for a server.
      const timestampMs = Math.min(this.#source.clock.nowMs(), writtenMs);
      const stamped = lines.map((message) => ({ timestampMs, message }));
      const room = await this.#store(stamped, offset + consumedBytes);
      offset += consumedBytes;
      if (room === 'full' && !this.#source.onLines) offset = await this.#skip(file, offset);
      this.#offset = offset;
      await this.#release(offset);
    }
  }

  /** Nobody wants the lines any more: a host that prints without end is not even read. */
  async #skip(file: FileHandle, from: number): Promise<number> {
    const { size } = await file.stat();
    if (size > from) await this.#store([], size);
    return Math.max(size, from);
  }

  /** Gives the disk back what was stored, while the host goes on to append. */
  async #release(offset: number): Promise<void> {
    if (offset - this.#releasedBytes < RELEASE_BYTES) return;
    this.#releasedBytes = offset;
    await punchHole(this.#source.path, offset - TAIL_BYTES);
  }

  async #startOffset(): Promise<number> {
    const { logs, scope, group, stream } = this.#source;
    this.#offset ??= await logs.sourceOffset(scope, group, stream);
    return this.#offset;
  }

  async #store(lines: readonly LogLine[], offset: number): Promise<'more' | 'full'> {
    const { logs, scope, group, stream, onLines } = this.#source;
    const alongside = lines.length > 0 ? await onLines?.(lines) : undefined;
    return await logs.append(scope, group, stream, lines, offset, alongside);
  }

  /** The file appears when the runner starts the host. */
  async #openFile(): Promise<FileHandle | undefined> {
    if (this.#file) return this.#file;
    try {
      this.#file = await open(this.#source.path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    if (!this.#stopped) this.#watch();
    return this.#file;
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#source.path, { persistent: false }, () => this.#changed());
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch (error) {
      this.#source.logger.debug({ err: error }, 'a log file is followed without notice of changes');
    }
  }

  #changed(): void {
    if (this.#gathering || this.#stopped) return;
    this.#gathering = true;
    setTimeout(() => {
      this.#gathering = false;
      if (!this.#stopped) void this.#lookNow();
    }, GATHER_MS).unref();
  }
}

/** What lies after the offset, at most READ_BYTES of it, and when the file was last written to. */
async function readFrom(file: FileHandle, offset: number): Promise<{ bytes: Buffer; writtenMs: number }> {
  const { size, mtimeMs } = await file.stat();
  const writtenMs = Math.floor(mtimeMs);
  if (size <= offset) return { bytes: Buffer.alloc(0), writtenMs };
  const buffer = Buffer.allocUnsafe(Math.min(size - offset, READ_BYTES));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
  return { bytes: buffer.subarray(0, bytesRead), writtenMs };
}
