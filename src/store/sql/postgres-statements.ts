/** Prepared statements live in every session of the server until it ends: they must stay few. */
const NAMED_MAX = 500;
const SEEN_MAX = 2000;

/**
 * Names for the queries worth preparing: those asked at least twice. Texts that vary without end (a list's filters, the
 * length of an IN) run unnamed once the names are used up.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  readonly #seenOnce = new Set<string>();

  nameOf(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMED_MAX) return undefined;
    if (!this.#seenOnce.delete(sql)) {
      if (this.#seenOnce.size >= SEEN_MAX) this.#seenOnce.clear();
      this.#seenOnce.add(sql);
      return undefined;
    }
    const name = `s${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}
