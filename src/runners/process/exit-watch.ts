import { type FSWatcher, watch } from 'node:fs';

/** How often adopted runs are looked at in case the file system told nothing (a supervisor that was killed tells nothing). */
const BACKSTOP_MS = 2_000;

/**
 * Notices the end of runs whose supervisor is not a child of this server: the file system tells when the end is written
 * down, and one timer for all of them is the backstop.
 */
export class ExitWatch {
  readonly #look: (runId: string) => void;
  readonly #watchers = new Map<string, FSWatcher | undefined>();
  #timer: NodeJS.Timeout | undefined;

  /** `look` is called when a run may have ended. */
  constructor(look: (runId: string) => void) {
    this.#look = look;
  }

  add(runId: string, directory: string): void {
    if (this.#watchers.has(runId)) return;
    this.#watchers.set(runId, this.#watchDirectory(runId, directory));
    this.#timer ??= setInterval(() => this.#lookAtAll(), BACKSTOP_MS).unref();
    // It may have ended between being read and being watched.
    this.#look(runId);
  }

  remove(runId: string): void {
    this.#watchers.get(runId)?.close();
    this.#watchers.delete(runId);
    if (this.#watchers.size === 0) this.close();
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher?.close();
    this.#watchers.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #watchDirectory(runId: string, directory: string): FSWatcher | undefined {
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => {
        if (name === 'exit') this.#look(runId);
      });
      // The machine may be out of watches, or the directory gone: the backstop remains.
      return watcher.on('error', () => undefined);
    } catch {
      return undefined;
    }
  }

  #lookAtAll(): void {
    for (const runId of this.#watchers.keys()) this.#look(runId);
  }
}
