import type { ShapeFacts } from './model.ts';
import { NOT_NULL } from './validator-errors.ts';
import { kindOf, wrongKind } from './validator-kinds.ts';
import { type Rule, rulesOf } from './validator-rules.ts';
import type { Trail } from './validator-trail.ts';

/** Looks at a value and reports to the trail what is wrong with it. Throws when it is of another kind. */
export type Check = (value: unknown, trail: Trail) => void;

/** The kind of a value and its own constraints; those of a collection's elements come on top. */
export function ownCheck(shape: ShapeFacts, show: (value: unknown) => string): Check {
  const isKind = kindOf(shape.type);
  const rules = rulesOf(shape);
  return (value, trail) => {
    if (!isKind(value)) throw wrongKind(shape.type, value);
    for (const rule of rules) if (rule.breaks(value)) trail.report(show(value), rule.text);
  };
}

/** Scalars in a collection are reported as one sentence about the collection, with all constraints on its elements. */
export function elementsCheck(
  own: Check,
  element: ShapeFacts,
  show: (value: unknown) => string,
  subject: 'Member' | 'Map keys' | 'Map value',
  elementsOf: (collection: object) => readonly unknown[],
): Check {
  const isKind = kindOf(element.type);
  const rules = rulesOf(element);
  const constraint = `${subject} must satisfy constraint: [${rules.map((rule) => rule.text).join(', ')}]`;
  return (value, trail) => {
    own(value, trail);
    const elements = Array.isArray(value) ? value : elementsOf(value as object);
    const worst = findWorst(elements, isKind, rules, element);
    if (worst === 'null') trail.report(show(value), `${subject} must satisfy constraint: [${NOT_NULL}]`);
    else if (worst === 'broken') trail.report(show(value), constraint);
  };
}

function findWorst(
  elements: readonly unknown[],
  isKind: (value: unknown) => boolean,
  rules: readonly Rule[],
  element: ShapeFacts,
): 'null' | 'broken' | undefined {
  let worst: 'null' | 'broken' | undefined;
  for (const item of elements) {
    if (item === null || item === undefined) worst ??= 'null';
    else if (!isKind(item)) throw wrongKind(element.type, item);
    else for (const rule of rules) if (rule.breaks(item)) worst ??= 'broken';
  }
  return worst;
}
