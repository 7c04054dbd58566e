/** Chance that comes out the same for the same seed; thousands of throws for each thing made, so it has to be cheap. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to `below`, without it. The generator is mulberry32. */
  under(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  oneIn(chances: number): boolean {
    return this.under(chances) === 0;
  }

  /** One of the values, of which there is at least one. */
  of<Value>(values: readonly Value[]): Value {
    return values[this.under(values.length)] as Value;
  }

  bytes(lengthMax: number): Buffer {
    return Buffer.from(Array.from({ length: this.under(lengthMax + 1) }, () => this.under(256)));
  }

  /** Any UTF-16 at all, most of it ASCII. */
  text(lengthMax: number): string {
    const units = Array.from({ length: this.under(lengthMax + 1) }, () => this.under(this.oneIn(4) ? 65_536 : 128));
    return String.fromCharCode(...units);
  }
}
