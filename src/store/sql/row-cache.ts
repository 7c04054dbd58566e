import { LRUCache } from 'lru-cache';

/** Enough for what is described over and over; small beside the memory of an idle server. */
const CHARACTERS_MAX = 8 * 2 ** 20;
/** What an entry costs beside its text. */
const ENTRY_CHARACTERS = 512;

/**
 * Rows that were read lately, decoded. Whoever gets one shares it with others, so it is frozen. Only right where this process is the one owner of the database:
 * elsewhere rows change unseen. A row that a transaction is changing is not kept from the change until the transaction
 * has ended either way, so nobody reads what a commit has replaced.
 */
export class RowCache {
  readonly #rows = new LRUCache<string, object>({ maxSize: CHARACTERS_MAX });
  readonly #held = new Map<string, number>();
  #changes = 0;

  /** Take it before a read, and give it to `put` after it. */
  get changes(): number {
    return this.#changes;
  }

  get(key: string): object | undefined {
    return this.#rows.get(key);
  }

  /** Keeps the row unless anything was changed since the read began. `textLength`: characters of its longest parts. */
  put(key: string, row: object, textLength: number, changesBefore: number): void {
    if (changesBefore !== this.#changes || this.#held.has(key)) return;
    this.#rows.set(key, deepFreeze(row), { size: textLength + ENTRY_CHARACTERS });
  }

  /** A transaction is about to change the row. Call `release` when it has ended. */
  hold(key: string): void {
    this.#changes += 1;
    this.#rows.delete(key);
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
  }

  release(key: string): void {
    this.#changes += 1;
    const holders = (this.#held.get(key) ?? 1) - 1;
    if (holders === 0) this.#held.delete(key);
    else this.#held.set(key, holders);
  }
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
