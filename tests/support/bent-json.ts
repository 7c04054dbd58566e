import type { Dice } from './dice.ts';

/** A document with a few of its values dropped, doubled, put elsewhere, or replaced by one of `strangers`. */
export function bentJson(dice: Dice, document: unknown, strangers: readonly unknown[], changes: number): unknown {
  const values: unknown[] = [];
  collect(document, values);
  let bent = document;
  for (let change = 0; change < changes; change++) {
    const other = dice.oneIn(2) ? dice.of(strangers) : dice.of(values);
    bent = changedAt(dice, bent, dice.under(values.length), other);
  }
  return bent;
}

function collect(value: unknown, into: unknown[]): void {
  into.push(value);
  if (typeof value === 'object' && value !== null) for (const held of Object.values(value)) collect(held, into);
}

/** The document with its n-th value, in the order of reading, replaced, dropped or doubled. */
function changedAt(dice: Dice, document: unknown, n: number, other: unknown): unknown {
  let left = n;
  const kind = dice.under(4);
  const visit = (value: unknown): unknown[] => {
    if (left-- === 0) return [[other], [], [value, value], [other, value]][kind] ?? [];
    if (Array.isArray(value)) return [value.flatMap(visit)];
    if (typeof value !== 'object' || value === null) return [value];
    // A member can't be there twice: the last one stays.
    const members = Object.entries(value).flatMap(([name, held]) => visit(held).map((kept) => [name, kept] as const));
    return [Object.fromEntries(members)];
  };
  return visit(document)[0];
}
