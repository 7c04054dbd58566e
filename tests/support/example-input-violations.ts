import { type OperationFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../../src/api/model.ts';
import { type ExampleInputs, fits, textOf } from './example-input.ts';
import type { Members } from './wire-encoding.ts';

/** An input that breaks one rule of the model, and what AWS says to it. */
export interface BrokenInput {
  readonly title: string;
  readonly input: Members;
  /** A part of the message: `at '<path>' failed to satisfy constraint: <rule>`. Undefined for a value of a wrong kind. */
  readonly sentence: string | undefined;
}

interface Place {
  /** As messages write it. */
  readonly path: string;
  /** The whole input with this value in the place. */
  put(value: unknown): Members;
}

const NOT_NULL = 'Member must not be null';

/**
 * Every rule for the input of an operation, broken in turn. A structure that many operations share is looked into once
 * for each set of `seen` names. Members in the path or in headers are left alone: not every value can be sent there.
 */
export function* brokenInputs(
  model: ServiceModel,
  examples: ExampleInputs,
  operation: OperationFacts,
  seen: Set<string>,
): Generator<BrokenInput> {
  if (!operation.input) return;
  const base = examples.minimal(operation.name);
  const walk = new Walk(model, examples, seen);
  yield* walk.structure(operation.input.shape, base, { path: '', put: (value) => value as Members });
}

class Walk {
  readonly #model: ServiceModel;
  readonly #examples: ExampleInputs;
  readonly #seen: Set<string>;

  constructor(model: ServiceModel, examples: ExampleInputs, seen: Set<string>) {
    this.#model = model;
    this.#examples = examples;
    this.#seen = seen;
  }

  *structure(shapeName: string, base: Members, place: Place): Generator<BrokenInput> {
    if (this.#seen.has(shapeName)) return;
    this.#seen.add(shapeName);
    const shape = shapeOf(this.#model, shapeName);
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      if (member.location !== undefined || shape.payload === name) continue;
      const { [name]: _, ...rest } = base;
      const segment = name.charAt(0).toLowerCase() + name.slice(1);
      const path = place.path === '' ? segment : `${place.path}.${segment}`;
      if (shape.required?.includes(name)) {
        yield broken(`without ${path}`, place.put(rest), path, NOT_NULL, ' null');
        if (this.#isJson)
          yield broken(`null at ${path}`, place.put({ ...base, [name]: null }), path, NOT_NULL, ' null');
      }
      yield* this.#value(member.shape, name, { path, put: (value) => place.put({ ...base, [name]: value }) });
    }
  }

  *#value(shapeName: string, name: string, place: Place): Generator<BrokenInput> {
    const shape = shapeOf(this.#model, shapeName);
    if (this.#isJson) {
      for (const value of wrongKinds(shape)) {
        const title = `${JSON.stringify(value)} at ${place.path}, which is a ${shape.type}`;
        yield { title, input: place.put(value), sentence: undefined };
      }
    }
    yield* this.#own(shape, shapeName, name, place);
    if (shape.type === 'structure') {
      yield* this.structure(shapeName, this.#examples.valueOf(shapeName, name) as Members, place);
    } else if (shape.type === 'list') yield* this.#elements(shape, name, place);
    else if (shape.type === 'map') yield* this.#mapValues(shape, name, place);
  }

  /** The rules for a value itself. */
  *#own(shape: ShapeFacts, shapeName: string, name: string, place: Place): Generator<BrokenInput> {
    const filled = this.#examples.filledValueOf(shapeName, name);
    for (const { value, rule } of wrongValues(shape, filled)) {
      const shown = isShown(shape) ? ` '${String(value)}'` : undefined;
      yield broken(
        `${JSON.stringify(value)?.slice(0, 60)} at ${place.path}`,
        place.put(value),
        place.path,
        rule,
        shown,
      );
    }
  }

  *#elements(shape: ShapeFacts, name: string, place: Place): Generator<BrokenInput> {
    const elementName = shape.member?.shape ?? '';
    const element = shapeOf(this.#model, elementName);
    const example = this.#examples.filledValueOf(elementName, name);
    const put = (value: unknown) => place.put([value, ...Array.from({ length: (shape.min ?? 1) - 1 }, () => example)]);
    if (isCollection(element)) {
      const path = `${place.path}.1.member`;
      if (this.#isJson) yield broken(`null at ${path}`, put(null), path, NOT_NULL, ' null');
      yield* this.#value(elementName, name, { path, put });
      return;
    }
    yield* this.#scalars('Member', element, example, place.path, put);
  }

  *#mapValues(shape: ShapeFacts, name: string, place: Place): Generator<BrokenInput> {
    const key = textOf(shapeOf(this.#model, shape.key?.shape ?? ''));
    const valueName = shape.value?.shape ?? '';
    const value = shapeOf(this.#model, valueName);
    const example = this.#examples.filledValueOf(valueName, name);
    const keyShape = shapeOf(this.#model, shape.key?.shape ?? '');
    yield* this.#scalars('Map keys', keyShape, key, place.path, (text) => place.put({ [String(text)]: example }));
    const put = (held: unknown) => place.put({ [key]: held });
    if (isCollection(value)) {
      yield* this.#value(valueName, name, { path: `${place.path}.${key}.member`, put });
      return;
    }
    yield* this.#scalars('Map value', value, example, place.path, put);
  }

  /** Scalars in a collection are told of as one constraint on the collection, which lists all on its elements. */
  *#scalars(
    subject: string,
    shape: ShapeFacts,
    example: unknown,
    path: string,
    put: (value: unknown) => Members,
  ): Generator<BrokenInput> {
    if (this.#isJson && subject !== 'Map keys') {
      yield broken(`null in ${path}`, put(null), path, `${subject} must satisfy constraint: [${NOT_NULL}]`);
    }
    for (const { value, rule } of wrongValues(shape, example)) {
      const title = `${JSON.stringify(value)?.slice(0, 60)} in ${path}`;
      const { input, sentence } = broken(title, put(value), path, `${subject} must satisfy constraint: [`);
      yield { title: `${title}: ${rule}`, input, sentence };
    }
  }

  get #isJson(): boolean {
    const { protocol } = this.#model.service;
    return protocol === 'json' || protocol === 'rest-json';
  }
}

function broken(title: string, input: Members, path: string, rule: string, shown = ''): BrokenInput {
  return { title, input, sentence: `${shown} at '${path}' failed to satisfy constraint: ${rule}` };
}

const isCollection = ({ type }: ShapeFacts) => type === 'structure' || type === 'list' || type === 'map';

/** Long, secret and nested values are shown in other ways. */
function isShown(shape: ShapeFacts): boolean {
  return !shape.sensitive && !isCollection(shape) && shape.type !== 'blob' && (shape.max ?? 0) < 2000;
}

/** Values of the right kind that break one rule each. */
function* wrongValues(shape: ShapeFacts, example: unknown): Generator<{ value: unknown; rule: string }> {
  const { min, max } = shape;
  switch (shape.type) {
    case 'string':
    case 'character':
      if (shape.enum)
        yield { value: 'NoSuchValue', rule: `Member must satisfy enum value set: [${shape.enum.join(', ')}]` };
      if (max !== undefined && max < 100_000) yield { value: 'x'.repeat(max + 1), rule: atMost('length', max) };
      if (min !== undefined && min > 0) yield { value: 'x'.repeat(min - 1), rule: atLeast('length', min) };
      yield* wrongText(shape);
      return;
    case 'list': {
      const items = example as unknown[];
      // A form has no word for a structure without members.
      const isSayable = typeof items[0] !== 'object' || Object.keys(items[0] ?? {}).length > 0;
      if (max !== undefined && max < 1000 && isSayable) {
        yield { value: Array.from({ length: max + 1 }, () => items[0]), rule: atMost('length', max) };
      }
      if (min !== undefined && min > 0) yield { value: items.slice(0, min - 1), rule: atLeast('length', min) };
      return;
    }
    case 'map': {
      const [entry] = Object.entries(example as Members);
      if (max !== undefined && max < 1000 && entry) {
        const [key, value] = entry;
        const entries = Array.from({ length: max + 1 }, (_, index) => [`${key.slice(0, 200)}${index}`, value]);
        yield { value: Object.fromEntries(entries), rule: atMost('length', max) };
      }
      return;
    }
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (max !== undefined && max < 2 ** 31 - 1) yield { value: max + 1, rule: atMost('value', max) };
      if (min !== undefined) yield { value: min - 1, rule: atLeast('value', min) };
  }
}

/** Text of an allowed length that a pattern refuses. */
function* wrongText(shape: ShapeFacts): Generator<{ value: unknown; rule: string }> {
  const { pattern } = shape;
  if (pattern === undefined) return;
  const wrong = [
    '-',
    ' ',
    '\u0000',
    '!',
    '\n',
    '\u2028',
    '---',
    ' '.repeat(shape.min ?? 1),
    '!'.repeat(shape.min ?? 1),
  ];
  const unbounded = { ...shape, pattern: '[^]*' };
  const value = wrong.find((text) => fits(unbounded, text) && !fits(shape, text));
  if (value !== undefined) yield { value, rule: `Member must satisfy regular expression pattern: ${pattern}` };
}

const atMost = (what: string, max: number) => `Member must have ${what} less than or equal to ${max}`;
const atLeast = (what: string, min: number) => `Member must have ${what} greater than or equal to ${min}`;

/** JSON that a shape's type can't be made of. */
function wrongKinds({ type }: ShapeFacts): readonly unknown[] {
  switch (type) {
    case 'structure':
    case 'map':
      return ['text', []];
    case 'list':
      return ['text', {}];
    case 'string':
    case 'character':
    case 'blob':
      return [7, {}];
    case 'boolean':
      return ['true', []];
    case 'timestamp':
      return ['no time', true];
    case 'integer':
    case 'long':
      return ['1', 1.5];
    default:
      return ['1', false];
  }
}
