import type { RequestKeys } from './access-request.ts';
import { TextPattern } from './text-pattern.ts';

type Part =
  | { readonly kind: 'text'; readonly text: string; readonly wild: boolean }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for those characters themselves. */
const VARIABLE = /\$\{([^${}]*)\}/g;

/**
 * A text of a policy that may hold variables (IAM guide, "IAM policy elements: Variables and tags"). What a variable
 * stands for is taken as it is: a `*` in a tag's value matches nothing but itself.
 */
export class PolicyTemplate {
  readonly #parts: readonly Part[];
  readonly #pattern: TextPattern | undefined;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    const texts = parts.filter((part) => part.kind === 'text');
    this.#pattern = texts.length === parts.length ? TextPattern.of(texts) : undefined;
  }

  /** Policies of version 2008-10-17 have no variables. */
  static parse(text: string, hasVariables: boolean): PolicyTemplate {
    return new PolicyTemplate(hasVariables ? partsOf(text) : [{ kind: 'text', text, wild: true }]);
  }

  /** The condition keys that the variables name, in lower case. */
  get keys(): readonly string[] {
    return this.#parts.flatMap((part) => (part.kind === 'variable' ? [part.key] : []));
  }

  /** False when a variable stands for nothing. */
  isKnown(keys: RequestKeys): boolean {
    return this.#pattern !== undefined || this.#resolve(keys) !== undefined;
  }

  /** Undefined when a variable stands for nothing: then nothing matches. */
  pattern(keys: RequestKeys): TextPattern | undefined {
    if (this.#pattern) return this.#pattern;
    const texts = this.#resolve(keys);
    return texts && TextPattern.of(texts);
  }

  /** The text itself, for operators without wildcards. */
  text(keys: RequestKeys): string | undefined {
    return this.#resolve(keys)
      ?.map((part) => part.text)
      .join('');
  }

  /** Parts between colons of the policy's own text, at most `limit`; the last one has the rest. */
  split(limit: number): readonly PolicyTemplate[] {
    const groups: Part[][] = [[]];
    for (const part of this.#parts) {
      if (part.kind === 'variable' || !part.wild) {
        groups.at(-1)?.push(part);
        continue;
      }
      let rest = part.text;
      for (let colon = rest.indexOf(':'); colon >= 0 && groups.length < limit; colon = rest.indexOf(':')) {
        groups.at(-1)?.push({ ...part, text: rest.slice(0, colon) });
        groups.push([]);
        rest = rest.slice(colon + 1);
      }
      groups.at(-1)?.push({ ...part, text: rest });
    }
    return groups.map((group) => new PolicyTemplate(group));
  }

  #resolve(keys: RequestKeys): readonly { text: string; wild: boolean }[] | undefined {
    const resolved: { text: string; wild: boolean }[] = [];
    for (const part of this.#parts) {
      if (part.kind === 'text') {
        resolved.push(part);
        continue;
      }
      const values = keys.values(part.key);
      // A key of several values can't stand in a text.
      const text = values?.length === 1 ? values[0] : part.fallback;
      if (text === undefined) return undefined;
      resolved.push({ text, wild: false });
    }
    return resolved;
  }
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index), wild: true });
    parts.push(variableOf(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) parts.push({ kind: 'text', text: text.slice(from), wild: true });
  return parts;
}

function variableOf(inner: string): Part {
  if (inner === '*' || inner === '?' || inner === '$') return { kind: 'text', text: inner, wild: false };
  const [, key = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner) ?? [];
  return { kind: 'variable', key: key.toLowerCase(), fallback };
}
