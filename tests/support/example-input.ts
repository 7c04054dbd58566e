import fc from 'fast-check';
import { type ServiceModel, type ShapeFacts, shapeOf } from '../../src/api/model.ts';
import { compilePattern } from '../../src/api/validator-patterns.ts';
import { ACCOUNT, REGION } from './callers.ts';
import type { Members } from './wire-encoding.ts';

/** Values that tests know better than the model does, by the name of the member that takes them. */
export type Hints = Readonly<Record<string, unknown>>;

const arn = (rest: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${rest}`;

/** Texts that patterns are tried on before one is made up; the first that fits is taken. */
const CANDIDATES = [
  'example',
  'Example0example0example0example0example0',
  '7',
  '/opt/ml/example',
  's3://example-bucket/example',
  'https://example.test/example',
  arn('pipeline/example/execution/a1b2c3d4e5f6'),
  arn('action/example'),
  arn('model-package-group/example'),
  arn('model/example'),
  `arn:aws:iam::${ACCOUNT}:role/Example`,
  `arn:aws:lambda:${REGION}:${ACCOUNT}:function:example`,
  `arn:aws:sns:${REGION}:${ACCOUNT}:example`,
  `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:example`,
];

/** Makes inputs that the model allows: the same ones every time. */
export class ExampleInputs {
  readonly #model: ServiceModel;
  readonly #hints: Hints;

  constructor(model: ServiceModel, hints: Hints = {}) {
    this.#model = model;
    this.#hints = hints;
  }

  /** The least that an operation takes: its required members, and theirs. */
  minimal(operationName: string): Members {
    const operation = this.#model.operations[operationName];
    if (!operation) throw new Error(`${this.#model.name} has no operation ${operationName}`);
    return operation.input ? (this.valueOf(operation.input.shape, operationName) as Members) : {};
  }

  /** A value of a shape, with the hint for `memberName` where it fits. A list or map has the least it may have. */
  valueOf(shapeName: string, memberName: string, depth = 0): unknown {
    if (depth > 20) throw new Error(`${shapeName} requires itself`);
    const shape = shapeOf(this.#model, shapeName);
    const hint = this.#hints[memberName];
    if (hint !== undefined && fits(shape, hint)) return hint;
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, depth);
      case 'list':
        return Array.from({ length: shape.min ?? 0 }, () => this.#element(shape, memberName, depth));
      case 'map':
        return Object.fromEntries(this.#entries(shape, memberName, depth));
      default:
        return scalarOf(shape);
    }
  }

  /** As `valueOf`, but a list or a map has something in it. */
  filledValueOf(shapeName: string, memberName: string): unknown {
    const shape = shapeOf(this.#model, shapeName);
    if (shape.type !== 'list' && shape.type !== 'map') return this.valueOf(shapeName, memberName);
    const filled = { ...shape, min: Math.max(1, shape.min ?? 0) };
    if (shape.type === 'map') return Object.fromEntries(this.#entries(filled, memberName, 0));
    return Array.from({ length: filled.min }, () => this.#element(filled, memberName, 0));
  }

  #structure(shape: ShapeFacts, depth: number): Members {
    const members = shape.members ?? {};
    const [first] = Object.keys(members);
    const names = shape.union && first !== undefined ? [first] : (shape.required ?? []);
    return Object.fromEntries(names.map((name) => [name, this.valueOf(members[name]?.shape ?? '', name, depth + 1)]));
  }

  #element(shape: ShapeFacts, memberName: string, depth: number): unknown {
    return this.valueOf(shape.member?.shape ?? '', memberName, depth + 1);
  }

  #entries(shape: ShapeFacts, memberName: string, depth: number): [string, unknown][] {
    const key = scalarOf(shapeOf(this.#model, shape.key?.shape ?? '')) as string;
    return Array.from({ length: shape.min ?? 0 }, (_, index) => [
      `${key}${index === 0 ? '' : index}`,
      this.valueOf(shape.value?.shape ?? '', memberName, depth + 1),
    ]);
  }
}

function scalarOf(shape: ShapeFacts): unknown {
  switch (shape.type) {
    case 'boolean':
      return false;
    case 'blob':
      return Buffer.from('x'.repeat(Math.max(1, shape.min ?? 0)));
    case 'timestamp':
      return 1_700_000_000;
    case 'string':
    case 'character':
      return textOf(shape);
    default:
      return Math.max(shape.min ?? 1, Math.min(1, shape.max ?? 1));
  }
}

const texts = new Map<string, string>();

/** The shortest thing to say that a shape of text allows. */
export function textOf(shape: ShapeFacts): string {
  if (shape.enum) return shape.enum[0] ?? '';
  const known = `${shape.min} ${shape.max} ${shape.pattern}`;
  let text = texts.get(known);
  if (text === undefined) {
    text = CANDIDATES.find((candidate) => fits(shape, candidate)) ?? madeUp(shape);
    texts.set(known, text);
  }
  return text;
}

function madeUp(shape: ShapeFacts): string {
  const plain = 'x'.repeat(shape.min ?? 1);
  if (fits(shape, plain)) return plain;
  const matching = fc.stringMatching(new RegExp(`^(?:${shape.pattern})$`, 'u'));
  const found = fc.sample(matching, { seed: 1, numRuns: 500 }).find((text) => fits(shape, text));
  if (found === undefined) throw new Error(`no text was found for ${JSON.stringify(shape)}`);
  return found;
}

/** Whether the model allows a hint, or a text, for a shape. Of structures and lists, that they are such. */
export function fits(shape: ShapeFacts, value: unknown): boolean {
  if (shape.type === 'list') return Array.isArray(value);
  if (shape.type === 'structure' || shape.type === 'map') return typeof value === 'object' && !Array.isArray(value);
  if (shape.type === 'blob') return value instanceof Uint8Array;
  if (shape.type === 'boolean') return typeof value === 'boolean';
  if (shape.type !== 'string' && shape.type !== 'character') {
    return typeof value === 'number' && value >= (shape.min ?? -Infinity) && value <= (shape.max ?? Infinity);
  }
  if (typeof value !== 'string' || value.length < (shape.min ?? 0) || value.length > (shape.max ?? Infinity)) {
    return false;
  }
  if (shape.enum && !shape.enum.includes(value)) return false;
  return shape.pattern === undefined || compilePattern(shape.pattern).test(value);
}
