import { type MemberFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import { bytesOfBase64 } from './base64.ts';
import { parseTimestamp } from './timestamps.ts';

/** The parameters of a form, as the tree that their dotted names make: `Tags.member.1.Key`. */
interface Node {
  text: string | undefined;
  readonly children: Map<string, Node>;
}

const DEPTH_MAX = 32;

/** The values of a shape in a form's parameters. Parameters that the shape does not have are passed over. */
export function readForm(model: ServiceModel, shapeName: string, form: URLSearchParams): Record<string, unknown> {
  const root: Node = { text: undefined, children: new Map() };
  for (const [name, text] of form) place(root, name, text);
  return readStructure(model, shapeOf(model, shapeName), root);
}

function place(root: Node, name: string, text: string): void {
  const steps = name.split('.');
  if (steps.length > DEPTH_MAX) throw malformed(`The parameter ${name.slice(0, 128)} is nested too deep`);
  let node = root;
  for (const step of steps) {
    let child = node.children.get(step);
    if (!child) {
      child = { text: undefined, children: new Map() };
      node.children.set(step, child);
    }
    node = child;
  }
  node.text = text;
}

function readStructure(model: ServiceModel, shape: ShapeFacts, node: Node): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const memberShape = asMember(model, member);
    const child = node.children.get(wireName(memberShape, member, name));
    if (child) value[name] = readShape(model, memberShape, child, name);
  }
  return value;
}

/** A list or map may be flattened where it is a member, and nowhere else. */
function asMember(model: ServiceModel, member: MemberFacts): ShapeFacts {
  const shape = shapeOf(model, member.shape);
  return member.flattened ? { ...shape, flattened: true } : shape;
}

/** A flattened list goes by the name of its entries. */
function wireName(shape: ShapeFacts, member: MemberFacts, name: string): string {
  const entries = shape.type === 'list' && shape.flattened ? shape.member?.locationName : undefined;
  return entries ?? member.locationName ?? name;
}

function read(model: ServiceModel, shapeName: string, node: Node, name: string): unknown {
  return readShape(model, shapeOf(model, shapeName), node, name);
}

function readShape(model: ServiceModel, shape: ShapeFacts, node: Node, name: string): unknown {
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, node);
    case 'list':
      return readList(model, shape, node, name);
    case 'map':
      return readMap(model, shape, node, name);
    default:
      return scalar(shape, node.text, name);
  }
}

/** `Name.member.1`, or `Name.1` where the list is flattened; `Name=` alone is the empty list. */
function readList(model: ServiceModel, shape: ShapeFacts, node: Node, name: string): unknown[] {
  const entries = shape.flattened ? node : node.children.get(shape.member?.locationName ?? 'member');
  return inOrder(entries).map((entry) => read(model, shape.member?.shape ?? '', entry, name));
}

function readMap(model: ServiceModel, shape: ShapeFacts, node: Node, name: string): Record<string, unknown> {
  const entries = inOrder(shape.flattened ? node : node.children.get('entry'));
  const pairs = entries.map((entry) => {
    const key = entry.children.get(shape.key?.locationName ?? 'key');
    const value = entry.children.get(shape.value?.locationName ?? 'value');
    if (key?.text === undefined || !value) throw malformed(`An entry of ${name} lacks its key or its value`);
    return [key.text, read(model, shape.value?.shape ?? '', value, name)] as const;
  });
  return Object.fromEntries(pairs);
}

/** Entries are numbered from 1, and may come in any order. */
function inOrder(node: Node | undefined): Node[] {
  const numbered = [...(node?.children ?? [])].filter(([step]) => /^[1-9]\d{0,8}$/.test(step));
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

function scalar(shape: ShapeFacts, text: string | undefined, name: string): unknown {
  if (text === undefined) return undefined;
  switch (shape.type) {
    case 'boolean':
      if (!/^(true|false)$/i.test(text)) throw malformed(`${name} must be true or false`);
      return text.toLowerCase() === 'true';
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw malformed(`${name} must be a number`);
      return Number(text);
    case 'timestamp':
      return timeOf(text, name);
    case 'blob': {
      const bytes = bytesOfBase64(text);
      if (!bytes) throw malformed(`${name} must be base64`);
      return bytes;
    }
    default:
      return text;
  }
}

function timeOf(text: string, name: string): number {
  const seconds = parseTimestamp(text);
  if (seconds === undefined) throw malformed(`${name} must be a time`);
  return seconds;
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedInput', message);
}
