import type { RequestKeys } from './access-request.ts';
import { ipMatcher } from './ip-ranges.ts';
import { momentOf } from './policy-moments.ts';
import { PolicyTemplate } from './policy-template.ts';

/** Whether one value of the request is one that the policy wants. */
export type ValueTest = (given: string, keys: RequestKeys) => boolean;

interface OperatorFacts {
  /** `StringNotEquals` and its like: true when no wanted value is met, and for a key that the request lacks. */
  readonly negated: boolean;
  readonly test: (wanted: string, hasVariables: boolean) => WantedValue;
}

interface WantedValue {
  readonly test: ValueTest;
  /** The keys that its variables name. */
  readonly keys: readonly string[];
  /** False when one of its variables stands for nothing. */
  readonly isKnown: (keys: RequestKeys) => boolean;
}

type MakeTest = OperatorFacts['test'];

const variablesOf = (template: PolicyTemplate) => ({
  keys: template.keys,
  isKnown: (keys: RequestKeys) => template.isKnown(keys),
});

/** Compares texts as they are. */
const equalText =
  (fold: (text: string) => string): MakeTest =>
  (wanted, hasVariables) => {
    const template = PolicyTemplate.parse(wanted, hasVariables);
    return {
      ...variablesOf(template),
      test: (given, keys) => {
        const text = template.text(keys);
        return text !== undefined && fold(given) === fold(text);
      },
    };
  };

const likeText: MakeTest = (wanted, hasVariables) => {
  const template = PolicyTemplate.parse(wanted, hasVariables);
  return { ...variablesOf(template), test: (given, keys) => template.pattern(keys)?.matches(given) ?? false };
};

/** Each of the six parts of an ARN is matched on its own. ArnEquals and ArnLike are the same (IAM guide). */
const likeArn: MakeTest = (wanted, hasVariables) => {
  const template = PolicyTemplate.parse(wanted, hasVariables);
  const parts = template.split(ARN_PARTS);
  return {
    ...variablesOf(template),
    test: (given, keys) => {
      const givenParts = splitArn(given);
      return (
        givenParts.length === parts.length &&
        parts.every((part, index) => part.pattern(keys)?.matches(givenParts[index] ?? '') ?? false)
      );
    },
  };
};

/** What is no number, date or address on either side meets nothing. */
function compared(read: (text: string) => number, holds: (given: number, wanted: number) => boolean): MakeTest {
  return (wanted, hasVariables) => {
    const template = PolicyTemplate.parse(wanted, hasVariables);
    return {
      ...variablesOf(template),
      test: (given, keys) => {
        const [left, right] = [read(given), read(template.text(keys) ?? '')];
        return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right);
      },
    };
  };
}

const readNumber = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

const inRange: MakeTest = (wanted) => {
  const matches = ipMatcher(wanted);
  return { keys: [], isKnown: () => true, test: (given) => matches(given) };
};

const plain = (test: MakeTest): OperatorFacts => ({ negated: false, test });
const negated = (test: MakeTest): OperatorFacts => ({ negated: true, test });

const same = (given: number, wanted: number) => given === wanted;
const less = (given: number, wanted: number) => given < wanted;
const lessOrSame = (given: number, wanted: number) => given <= wanted;
const more = (given: number, wanted: number) => given > wanted;
const moreOrSame = (given: number, wanted: number) => given >= wanted;

const asIs = (text: string) => text;
const lower = (text: string) => text.toLowerCase();

export const ARN_PARTS = 6;

/** An ARN cut at its first five colons. */
export function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** IAM guide, "IAM JSON policy elements: Condition operators". Null stands apart: it looks at no value. */
export const CONDITION_OPERATORS: Readonly<Record<string, OperatorFacts>> = {
  StringEquals: plain(equalText(asIs)),
  StringNotEquals: negated(equalText(asIs)),
  StringEqualsIgnoreCase: plain(equalText(lower)),
  StringNotEqualsIgnoreCase: negated(equalText(lower)),
  StringLike: plain(likeText),
  StringNotLike: negated(likeText),
  NumericEquals: plain(compared(readNumber, same)),
  NumericNotEquals: negated(compared(readNumber, same)),
  NumericLessThan: plain(compared(readNumber, less)),
  NumericLessThanEquals: plain(compared(readNumber, lessOrSame)),
  NumericGreaterThan: plain(compared(readNumber, more)),
  NumericGreaterThanEquals: plain(compared(readNumber, moreOrSame)),
  DateEquals: plain(compared(momentOf, same)),
  DateNotEquals: negated(compared(momentOf, same)),
  DateLessThan: plain(compared(momentOf, less)),
  DateLessThanEquals: plain(compared(momentOf, lessOrSame)),
  DateGreaterThan: plain(compared(momentOf, more)),
  DateGreaterThanEquals: plain(compared(momentOf, moreOrSame)),
  Bool: plain(equalText(lower)),
  BinaryEquals: plain(equalText(asIs)),
  IpAddress: plain(inRange),
  NotIpAddress: negated(inRange),
  ArnEquals: plain(likeArn),
  ArnLike: plain(likeArn),
  ArnNotEquals: negated(likeArn),
  ArnNotLike: negated(likeArn),
};
