import type { RequestKeys } from './access-request.ts';
import { CONDITION_OPERATORS, type ValueTest } from './condition-operators.ts';
import { PolicySyntaxError } from './policy-document.ts';

export interface CompiledCondition {
  /** Keys that it looks at, in lower case. */
  readonly keys: readonly string[];
  holds(keys: RequestKeys): boolean;
  /**
   * False when it asks for something else than a variable that stands for nothing: anything is. IAM takes a statement
   * with such a variable as invalid (IAM guide, "Variables and tags").
   */
  isKnown(keys: RequestKeys): boolean;
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** Makes one condition ready. Throws PolicySyntaxError for an operator that there is none of. */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
  hasVariables: boolean,
): CompiledCondition {
  const [, set, name = '', ifExists] = NAME.exec(operator) ?? [];
  if (name === 'Null' && ifExists === undefined) return nullCondition(key, values);
  const facts = Object.hasOwn(CONDITION_OPERATORS, name) ? CONDITION_OPERATORS[name] : undefined;
  if (!facts) throw new PolicySyntaxError(`Invalid Condition type : ${operator}.`);
  const wanted = values.map((value) => facts.test(value, hasVariables));
  const meets = (given: string, keys: RequestKeys) => anyMeets(wanted, given, keys) !== facts.negated;
  return {
    keys: [key, ...wanted.flatMap((one) => one.keys)],
    isKnown: (keys) => {
      if (!facts.negated || wanted.every((one) => one.isKnown(keys))) return true;
      return ifExists !== undefined && (keys.values(key) ?? []).length === 0;
    },
    holds: (keys) => {
      const given = keys.values(key) ?? [];
      if (given.length === 0) {
        // Nothing is in every set; a value that is not there differs from every wanted one.
        if (ifExists !== undefined || set === 'ForAllValues') return true;
        return set === undefined && facts.negated;
      }
      if (set === 'ForAllValues') return given.every((value) => meets(value, keys));
      if (set === 'ForAnyValue') return given.some((value) => meets(value, keys));
      // Of a key with several values, a negated test holds when none of them is wanted.
      return facts.negated ? given.every((value) => meets(value, keys)) : given.some((value) => meets(value, keys));
    },
  };
}

function anyMeets(wanted: readonly { test: ValueTest }[], given: string, keys: RequestKeys): boolean {
  return wanted.some(({ test }) => test(given, keys));
}

/** `true`: the key must be absent. `false`: it must be there. */
function nullCondition(key: string, values: readonly string[]): CompiledCondition {
  const wantsAbsent = new Set(values.map((value) => value.toLowerCase() === 'true'));
  const holds = (keys: RequestKeys) => wantsAbsent.has((keys.values(key) ?? []).length === 0);
  return { keys: [key], isKnown: () => true, holds };
}
