import { XMLParser } from 'fast-xml-parser';
import {
  type MemberFacts,
  type OperationFacts,
  type ServiceModel,
  type ShapeFacts,
  shapeOf,
} from '../../src/api/model.ts';
import { compilePattern } from '../../src/api/validator-patterns.ts';
import type { ApiAnswer } from './api-client.ts';

/** 2020 and 2100, in epoch seconds: a time outside of them was meant in another unit. */
const EARLIEST = 1_577_836_800;
const LATEST = 4_102_444_800;

/** What is wrong with the body of an answer, going by the output shape of its operation; nothing when it is right. */
export function answerProblems(model: ServiceModel, operation: OperationFacts, answer: ApiAnswer): string[] {
  const { protocol } = model.service;
  if (!operation.output && protocol === 'json') {
    return answer.body.length === 0 ? [] : [`${operation.name} answers, but has no output`];
  }
  const shape: ShapeFacts = operation.output ? shapeOf(model, operation.output.shape) : { type: 'structure' };
  const problems: string[] = [];
  if (protocol === 'json') new JsonCheck(model, problems).structure(shape, answer.json, operation.name);
  else if (protocol === 'query') {
    const document = parser.parse(answer.body.toString()) as Record<string, Record<string, unknown>>;
    const response = document[`${operation.name}Response`];
    const metadata = response?.['ResponseMetadata'] as { RequestId?: unknown } | undefined;
    if (!metadata?.RequestId) problems.push(`${operation.name} names no request`);
    const result = response?.[`${operation.name}Result`];
    if (operation.output || result !== undefined) {
      new XmlCheck(model, problems).structure(shape, result, operation.name);
    }
  }
  return problems;
}

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false, htmlEntities: true });

type Held = Record<string, unknown>;
const isObject = (value: unknown): value is Held =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON against a shape: nothing unknown, nothing null, everything of its kind and within its bounds. */
class JsonCheck {
  readonly #model: ServiceModel;
  readonly #problems: string[];

  constructor(model: ServiceModel, problems: string[]) {
    this.#model = model;
    this.#problems = problems;
  }

  structure(shape: ShapeFacts, value: unknown, path: string): void {
    if (!isObject(value)) {
      this.#problems.push(`${path} is ${JSON.stringify(value)}, not a structure`);
      return;
    }
    const members = shape.members ?? {};
    for (const name of shape.required ?? []) {
      if (value[name] === undefined && members[name]?.location === undefined) {
        this.#problems.push(`${path} lacks its required ${name}`);
      }
    }
    for (const [name, held] of Object.entries(value)) {
      const member = members[name];
      if (!member) this.#problems.push(`${path} has a member ${name} that the model does not know`);
      else this.#value(member, held, `${path}.${name}`);
    }
  }

  #value(member: MemberFacts, value: unknown, path: string): void {
    const shape = shapeOf(this.#model, member.shape);
    switch (shape.type) {
      case 'structure':
        this.structure(shape, value, path);
        if (isObject(value) && Object.keys(value).length === 0) this.#problems.push(`${path} is empty, not left out`);
        return;
      case 'list':
        if (!Array.isArray(value)) this.#problems.push(`${path} is ${JSON.stringify(value)}, not a list`);
        else
          for (const [index, item] of value.entries())
            if (shape.member) this.#value(shape.member, item, `${path}[${index}]`);
        return;
      case 'map':
        if (!isObject(value)) this.#problems.push(`${path} is ${JSON.stringify(value)}, not a map`);
        else
          for (const [key, item] of Object.entries(value))
            if (shape.value) this.#value(shape.value, item, `${path}.${key}`);
        return;
      default:
        for (const problem of scalarProblems(shape, value)) this.#problems.push(`${path} ${problem}`);
    }
  }
}

function scalarProblems(shape: ShapeFacts, value: unknown): string[] {
  const shown = JSON.stringify(value);
  switch (shape.type) {
    case 'string':
    case 'character':
    case 'blob':
      return typeof value === 'string' ? textProblems(shape, value) : [`is ${shown}, not a text`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`is ${shown}, not a boolean`];
    case 'timestamp':
      if (typeof value !== 'number') return [`is ${shown}, not a number of seconds`];
      return value > EARLIEST && value < LATEST ? [] : [`is ${shown}, which is no time in seconds`];
    case 'integer':
    case 'long':
      return Number.isSafeInteger(value) ? [] : [`is ${shown}, not an integer`];
    default:
      return typeof value === 'number' ? [] : [`is ${shown}, not a number`];
  }
}

function textProblems(shape: ShapeFacts, text: string): string[] {
  if (shape.enum && !shape.enum.includes(text)) return [`is '${text}', which is none of ${shape.enum.join(', ')}`];
  if (text.length > (shape.max ?? Number.POSITIVE_INFINITY)) return [`is longer than ${shape.max}`];
  if (text.length < (shape.min ?? 0)) return [`is shorter than ${shape.min}`];
  const isMatch = shape.pattern === undefined || compilePattern(shape.pattern).test(text);
  return isMatch ? [] : [`is '${text}', which does not match ${shape.pattern}`];
}

/** The query protocol's XML, as a tree of objects, against a shape. */
class XmlCheck {
  readonly #model: ServiceModel;
  readonly #problems: string[];

  constructor(model: ServiceModel, problems: string[]) {
    this.#model = model;
    this.#problems = problems;
  }

  structure(shape: ShapeFacts, tree: unknown, path: string): void {
    // An element without content is parsed as the empty text.
    const value = tree === '' ? {} : tree;
    if (!isObject(value)) {
      this.#problems.push(`${path} is ${JSON.stringify(tree)}, not a structure`);
      return;
    }
    const members = Object.entries(shape.members ?? {});
    const known = new Map(members.map(([name, member]) => [member.locationName ?? name, member]));
    for (const name of shape.required ?? []) {
      const member = shape.members?.[name];
      if (value[member?.locationName ?? name] === undefined) this.#problems.push(`${path} lacks its required ${name}`);
    }
    for (const [name, held] of Object.entries(value)) {
      const member = known.get(name);
      if (!member) this.#problems.push(`${path} has an element ${name} that the model does not know`);
      else this.#value(member, held, `${path}.${name}`);
    }
  }

  #value(member: MemberFacts, tree: unknown, path: string): void {
    const shape = shapeOf(this.#model, member.shape);
    if (shape.type === 'structure') this.structure(shape, tree, path);
    else if (shape.type === 'list' && shape.member) {
      const name = shape.member.locationName ?? 'member';
      const items = isObject(tree) ? [tree[name] ?? []].flat() : [];
      for (const [index, item] of items.entries()) this.#value(shape.member, item, `${path}[${index}]`);
    } else if (shape.type !== 'map') {
      for (const problem of xmlScalarProblems(shape, tree)) this.#problems.push(`${path} ${problem}`);
    }
  }
}

function xmlScalarProblems(shape: ShapeFacts, text: unknown): string[] {
  if (typeof text !== 'string') return [`is ${JSON.stringify(text)}, not a text`];
  switch (shape.type) {
    case 'boolean':
      return text === 'true' || text === 'false' ? [] : [`is '${text}', not a boolean`];
    case 'timestamp':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? [] : [`is '${text}', not a time`];
    case 'integer':
    case 'long':
      return /^-?\d+$/.test(text) ? [] : [`is '${text}', not an integer`];
    case 'string':
      return textProblems(shape, text);
    default:
      return [];
  }
}
