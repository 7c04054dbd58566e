import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type MemberFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import { bytesOfBase64 } from './base64.ts';

/** An element of a parsed document. */
export interface XmlElement {
  /** Without its namespace prefix, as are the names of attributes. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly inside. */
  readonly text: string;
}

/** More than any request of ours nests. */
const NESTING_MAX = 32;

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';

/** Entities stay as they are and are decoded here, so that no document can define any. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  cdataPropName: CDATA,
  maxNestedTags: NESTING_MAX,
});

export const malformedXml = () =>
  new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

/** The root element. Throws MalformedXML, also for a document type, which no client of ours sends. */
export function parseXml(text: string): XmlElement {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) throw malformedXml();
  const root = parseNodes(text).find((node) => !nameOf(node).startsWith('?') && !nameOf(node).startsWith('#'));
  if (!root) throw malformedXml();
  return asElement(root);
}

/** A shape's value out of an element; unknown elements are passed over. Throws MalformedXML for what doesn't fit. */
export function readXml(model: ServiceModel, shapeName: string, element: XmlElement): unknown {
  const shape = shapeOf(model, shapeName);
  switch (shape.type) {
    case 'structure':
      return readStructure(model, shape, element);
    case 'list':
      return readList(model, shape, element.children);
    case 'map':
      return Object.fromEntries(element.children.map((entry) => readEntry(model, shape, entry)));
    default:
      return readScalar(shape, element.text);
  }
}

function readStructure(model: ServiceModel, shape: ShapeFacts, element: XmlElement): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    if (member.location) continue;
    const read = readMember(model, name, member, element);
    if (read !== undefined) value[name] = read;
  }
  return value;
}

function readMember(model: ServiceModel, name: string, member: MemberFacts, element: XmlElement): unknown {
  const shape = shapeOf(model, member.shape);
  const wireName = localName(member.locationName ?? name);
  if (member.xmlAttribute) return element.attributes[wireName];
  const isFlattened = member.flattened === true || shape.flattened === true;
  if (!isFlattened) {
    const child = element.children.find((candidate) => candidate.name === wireName);
    return child && readXml(model, member.shape, child);
  }
  const entryName = shape.type === 'list' ? localName(shape.member?.locationName ?? wireName) : wireName;
  const entries = element.children.filter((child) => child.name === entryName);
  if (entries.length === 0) return undefined;
  return shape.type === 'list'
    ? readList(model, shape, entries)
    : Object.fromEntries(entries.map((entry) => readEntry(model, shape, entry)));
}

function readList(model: ServiceModel, shape: ShapeFacts, entries: readonly XmlElement[]): unknown[] {
  return entries.map((entry) => readXml(model, shape.member?.shape ?? '', entry));
}

function readEntry(model: ServiceModel, shape: ShapeFacts, entry: XmlElement): [string, unknown] {
  const child = (name: string) => entry.children.find((candidate) => candidate.name === name);
  const key = child(shape.key?.locationName ?? 'key');
  const value = child(shape.value?.locationName ?? 'value');
  if (!key || !value) throw malformedXml();
  return [key.text, readXml(model, shape.value?.shape ?? '', value)];
}

function readScalar(shape: ShapeFacts, text: string): unknown {
  switch (shape.type) {
    case 'boolean':
      return readBoolean(text.trim());
    case 'integer':
    case 'long':
      return readNumber(text.trim(), /^[+-]?\d{1,18}$/);
    case 'float':
    case 'double':
      return readNumber(text.trim(), /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i);
    case 'timestamp':
      return readTime(text.trim());
    case 'blob': {
      const bytes = bytesOfBase64(text.replaceAll(/\s/g, ''));
      if (!bytes) throw malformedXml();
      return bytes;
    }
    default:
      return text;
  }
}

function readBoolean(text: string): boolean {
  if (!/^(true|false)$/i.test(text)) throw malformedXml();
  return text.toLowerCase() === 'true';
}

function readNumber(text: string, pattern: RegExp): number {
  if (!pattern.test(text)) throw malformedXml();
  return Number(text);
}

function readTime(text: string): number {
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(ms)) throw malformedXml();
  return ms / 1000;
}

type ParsedNode = Readonly<Record<string, unknown>>;

function parseNodes(text: string): readonly ParsedNode[] {
  try {
    return parser.parse(text) as readonly ParsedNode[];
  } catch {
    throw malformedXml();
  }
}

const nameOf = (node: ParsedNode) => Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '#';

function asElement(node: ParsedNode): XmlElement {
  const name = nameOf(node);
  const inner = node[name] as readonly ParsedNode[];
  const attributes = (node[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>;
  return {
    name,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, decodeEntities(value)])),
    children: inner.filter((child) => !nameOf(child).startsWith('#')).map(asElement),
    text: inner.map(textOf).join(''),
  };
}

function textOf(node: ParsedNode): string {
  if (TEXT in node) return decodeEntities(String(node[TEXT]));
  if (!(CDATA in node)) return '';
  return (node[CDATA] as readonly ParsedNode[]).map((part) => String(part[TEXT] ?? '')).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]+);/gi, (_reference, name: string) => {
    if (!name.startsWith('#')) {
      const character = ENTITIES[name];
      if (character === undefined) throw malformedXml();
      return character;
    }
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw malformedXml();
    return String.fromCodePoint(point);
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
