const CODE_POINT_MAX = 0x10ffff;
const SURROGATES_FIRST = 0xd800;
const AFTER_SURROGATES = 0xe000;

/**
 * The least text that sorts after every text beginning with `prefix`, in the order of UTF-8 bytes that both databases sort
 * by: where a list of a prefix ends, and where one that passes over a common prefix goes on. Undefined when nothing sorts
 * after them.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === CODE_POINT_MAX) continue;
    const next = last + 1 === SURROGATES_FIRST ? AFTER_SURROGATES : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}
