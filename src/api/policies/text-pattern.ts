/** Any run of characters, as `*` in a policy. */
const ANY = -1;
/** Any one character, as `?` in a policy. */
const ONE = -2;

/** What a text must look like. Never slower than its length times the text's: patterns come from users. */
export class TextPattern {
  readonly #codes: readonly number[];
  readonly #isAnything: boolean;
  #lowerCodes: readonly number[] | undefined;

  private constructor(codes: readonly number[]) {
    this.#codes = codes;
    this.#isAnything = codes.length === 1 && codes[0] === ANY;
  }

  /** Parts in order: in one that is `wild`, `*` and `?` stand for other characters. */
  static of(parts: readonly { readonly text: string; readonly wild: boolean }[]): TextPattern {
    const codes: number[] = [];
    for (const { text, wild } of parts) {
      for (let index = 0; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (wild && code === 0x2a) {
          if (codes.at(-1) !== ANY) codes.push(ANY);
        } else codes.push(wild && code === 0x3f ? ONE : code);
      }
    }
    return new TextPattern(codes);
  }

  /** True for `*` alone. */
  get isAnything(): boolean {
    return this.#isAnything;
  }

  matches(text: string, ignoreCase = false): boolean {
    if (this.#isAnything) return true;
    if (!ignoreCase) return walk(this.#codes, text);
    this.#lowerCodes ??= this.#codes.map((code) => (code < 0 ? code : lowerCode(code)));
    return walk(this.#lowerCodes, text.toLowerCase());
  }
}

function lowerCode(code: number): number {
  return String.fromCharCode(code).toLowerCase().charCodeAt(0);
}

/** Follows the pattern, and goes back to the last `*` only: an earlier one could not do better. */
function walk(codes: readonly number[], text: string): boolean {
  let at = 0;
  let next = 0;
  let starAt = -1;
  let starNext = 0;
  while (next < text.length) {
    const code = codes[at];
    if (code === ANY) {
      starAt = at++;
      starNext = next;
    } else if (code === ONE || code === text.charCodeAt(next)) {
      at++;
      next++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      next = ++starNext;
    } else return false;
  }
  while (codes[at] === ANY) at++;
  return at === codes.length;
}
