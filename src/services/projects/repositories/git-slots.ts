/** How many git processes may run for requests at a time; each may take a core. */
export interface SlotLimits {
  readonly all: number;
  /** Of one account, so that no other's clients can hold them all. */
  readonly ofAccount: number;
}

/** Counts what runs. */
export class GitSlots {
  readonly #limits: SlotLimits;
  readonly #byAccount = new Map<string, number>();
  #all = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** Gives what must be called at the end, once; undefined when there is no room. */
  take(account: string): (() => void) | undefined {
    const running = this.#byAccount.get(account) ?? 0;
    if (this.#all >= this.#limits.all || running >= this.#limits.ofAccount) return undefined;
    this.#all += 1;
    this.#byAccount.set(account, running + 1);
    return () => this.#release(account);
  }

  #release(account: string): void {
    this.#all -= 1;
    const left = (this.#byAccount.get(account) ?? 1) - 1;
    if (left > 0) this.#byAccount.set(account, left);
    else this.#byAccount.delete(account);
  }
}
