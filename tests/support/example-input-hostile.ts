import { type ServiceModel, type ShapeFacts, shapeOf } from '../../src/api/model.ts';
import { ACCOUNT, REGION } from './callers.ts';
import type { Dice } from './dice.ts';
import { fits, type Hints, textOf } from './example-input.ts';
import type { Members } from './wire-encoding.ts';

/** Texts that break what is careless with text. Those that a shape's rules let through are sent in its place. */
const HOSTILE_TEXTS: readonly string[] = [
  ...['', ' ', '.', '..', '/', '-', '_', '%', '*', '?', '#', '\\', '"', "'", '`', '$', '{}', '[]', 'null', 'undefined'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'NaN', 'Infinity', '-0', '0', '1e999'],
  ...[
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udc00y',
    '\ufeff',
    '\u2028',
    '\r\n',
    '\t',
    '\u202e',
    'ß',
    'ı',
    'İ',
    '💥',
    'ÅÅ',
  ],
  ...['a'.repeat(63), 'a'.repeat(64), 'A'.repeat(255), 'é'.repeat(256), '💥'.repeat(128), 'x'.repeat(2048)],
  ...["'; drop table tags; --", '%s%n', '{{7*7}}', '$' + '{jndi}', '<x>', '<!--', ']]>', '&amp;', '../../etc/passwd'],
  ...['s3://', 's3:///', 's3://b', 's3://b/', 's3://../..', 's3://b//k', 's3://b/%2e%2e', 's3://B_/k', 'https://x/'],
  ...['s3://fuzzed/', 's3://fuzzed/../x', 's3://fuzzed/model.tar.gz', 's3://fuzzed/model.tar.gz/', 'https://fuzzed/'],
  ...['/opt/ml/', '/opt/ml/../..', '/opt/ml/input', '//', '/..', '/opt/ml/processing/x', '/opt/ml/processing/../x'],
  ...['arn:', 'arn:aws:sagemaker', 'arn:aws:sagemaker:::', `arn:aws:sagemaker:${REGION}:${ACCOUNT}:`],
  ...['model', 'model/', 'endpoint/x', 'pipeline/p/execution/e', 'artifact/x', 'action/x', 'experiment/x'].map(
    (resource) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`,
  ),
  ...[`arn:aws:sagemaker:eu-west-1:${ACCOUNT}:model/x`, `arn:aws-cn:sagemaker:${REGION}:${ACCOUNT}:model/x`],
  ...[`arn:aws:sagemaker:${REGION}:999999999999:pipeline/x`, `arn:aws:iam::999999999999:role/x`],
  ...['((((((((((a*)*)*)*)*)*)*)*)*)*)', '(', '[', '(?<x>', '\\p{L', '(a+)+$', '.*', '.*=(.*)', '(.)(.)(.)'],
  ...['{"Version":"2012-10-17","Statement":[]}', '{"Version":"2012-10-17","Statement":{"Effect":"Allow"}}', '[1]', '7'],
  ...['{"__proto__":{"x":1}}', '{"Version":"2020-12-01","Steps":[{}]}', '{"Version":"2020-12-01","Steps":null}'],
];

const HOSTILE_NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.5,
  1e-300,
  255,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
];
const MORE_NUMBERS = [...HOSTILE_NUMBERS, 1e21, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE];
const HOSTILE_TIMES: readonly unknown[] = [
  ...MORE_NUMBERS,
  ...[
    1_700_000_000,
    8.64e12,
    8.64e12 + 1,
    -62_135_596_801,
    '2020-01-01',
    '9999-12-31T23:59:59Z',
    '1970-01-01T00:00:00',
  ],
  ...['2020-02-31T25:61:61Z', 'Sun, 06 Nov 1994 08:49:37 GMT', '1e300', '99999999999999999999'],
];
/** JSON that any member may be given instead of what it is. */
const STRANGERS: readonly unknown[] = [null, true, 0, Number.NaN, '', 'x', [], {}, [[]], [null], { '': {} }, [{}]];

/** Makes inputs of which most pass the model, and reach the operation with what it may not expect. */
export class HostileInputs {
  readonly #model: ServiceModel;
  readonly #hints: Hints;
  /** How much of an example is left alone: one change makes its way deeper in than ten. */
  #calm = 1;

  constructor(model: ServiceModel, hints: Hints) {
    this.#model = model;
    this.#hints = hints;
  }

  /** An input of a shape; one that is much like the example, when there is one. */
  of(shapeName: string | undefined, dice: Dice, example?: unknown): Members {
    this.#calm = dice.of([1, 1, 4, 10]);
    return shapeName === undefined ? {} : (this.#value(shapeName, '', dice, 0, example) as Members);
  }

  #value(shapeName: string, memberName: string, dice: Dice, depth: number, example?: unknown): unknown {
    const shape = shapeOf(this.#model, shapeName);
    if (example !== undefined && (depth === 0 || !dice.oneIn(40 * this.#calm)))
      return this.#like(shape, example, memberName, dice, depth);
    if (memberName !== '' && dice.oneIn(60)) return dice.of(STRANGERS);
    const hint = this.#hints[memberName];
    if (hint !== undefined && fits(shape, hint) && !dice.oneIn(5)) return hint;
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, dice, depth);
      case 'list':
        return Array.from({ length: this.#size(shape, dice, depth) }, () =>
          this.#value(shape.member?.shape ?? '', memberName, dice, depth + 1),
        );
      case 'map':
        return Object.fromEntries(
          Array.from({ length: this.#size(shape, dice, depth) }, () => [
            String(this.#value(shape.key?.shape ?? '', '', dice, depth + 1)),
            this.#value(shape.value?.shape ?? '', memberName, dice, depth + 1),
          ]),
        );
      default:
        return scalar(shape, dice);
    }
  }

  /** Mostly the example, here and there something else. */
  #like(shape: ShapeFacts, example: unknown, memberName: string, dice: Dice, depth: number): unknown {
    const next = (member: string | undefined, name: string, held: unknown) =>
      member === undefined ? held : this.#value(member, name, dice, depth + 1, held);
    if (Array.isArray(example)) return example.map((item) => next(shape.member?.shape, memberName, item));
    if (typeof example !== 'object' || example === null) return example;
    const kept = Object.entries(example).filter(() => !dice.oneIn(60 * this.#calm));
    const value = Object.fromEntries(
      kept.map(([name, held]) => [name, next(shape.members?.[name]?.shape ?? shape.value?.shape, name, held)]),
    );
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      if (!(name in example) && dice.oneIn(80 * this.#calm))
        value[name] = this.#value(member.shape, name, dice, depth + 1);
    }
    return value;
  }

  #structure(shape: ShapeFacts, dice: Dice, depth: number): Members {
    const value: Members = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const isWanted = shape.required?.includes(name) ? !dice.oneIn(50) : depth < 6 && dice.oneIn(depth < 2 ? 3 : 5);
      if (isWanted) value[name] = this.#value(member.shape, name, dice, depth + 1);
    }
    if (dice.oneIn(20)) value['NoSuchMember'] = dice.of(STRANGERS);
    return value;
  }

  #size({ min = 0, max = 5 }: ShapeFacts, dice: Dice, depth: number): number {
    return min + dice.under(Math.max(min, Math.min(max, depth > 5 ? 1 : min + 3)) - min + 1);
  }
}

function scalar(shape: ShapeFacts, dice: Dice): unknown {
  switch (shape.type) {
    case 'boolean':
      return dice.oneIn(2);
    case 'blob':
      return dice.bytes(64);
    case 'timestamp':
      return dice.of(HOSTILE_TIMES);
    case 'string':
    case 'character':
      return text(shape, dice);
    default: {
      const fitting = [...MORE_NUMBERS, shape.min ?? 1, shape.max ?? 1].filter((value) => fits(shape, value));
      const whole = shape.type === 'integer' || shape.type === 'long' ? fitting.filter(Number.isSafeInteger) : fitting;
      return dice.of([...whole, shape.max ?? 1]);
    }
  }
}

const fitting = new Map<ShapeFacts, readonly string[]>();

function text(shape: ShapeFacts, dice: Dice): string {
  if (dice.oneIn(40)) return dice.text(40);
  if (shape.enum) return dice.of(shape.enum);
  let texts = fitting.get(shape);
  if (!texts) {
    texts = [textOf(shape), ...HOSTILE_TEXTS.filter((candidate) => fits(shape, candidate))];
    fitting.set(shape, texts);
  }
  return dice.of(texts);
}
