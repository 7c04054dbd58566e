/** An interval of `value_key`s. */
export interface KeyRange {
  readonly from: string;
  readonly fromOpen: boolean;
  readonly to: string;
  readonly toOpen: boolean;
}

/** Holds for a resource when one of the property's values is in one of the ranges, and has the text in it. */
export interface ValueTest {
  readonly kind: 'test';
  readonly path: string;
  readonly isList: boolean;
  readonly ranges: readonly KeyRange[];
  readonly contains?: string;
}

export interface Negation {
  readonly kind: 'not';
  readonly of: ValueTest;
}

/** Holds when all tests do of one and the same element of a list. */
export interface SameElement {
  readonly kind: 'same-element';
  readonly listPath: string;
  readonly of: readonly (ValueTest | Negation)[];
}

/** What a resource must fulfil to be found: a search expression, made free of names, types and operators. */
export type Condition =
  | ValueTest
  | Negation
  | SameElement
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] };

export function isPoint({ from, to, fromOpen, toOpen }: KeyRange): boolean {
  return from === to && !fromOpen && !toOpen;
}
