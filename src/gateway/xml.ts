import { type MemberFacts, type ServiceModel, type ShapeFacts, shapeOf } from '../api/model.ts';
import { InvariantError } from '../base/errors.ts';

type Members = Readonly<Record<string, unknown>>;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text as XML content or attribute value. Line ends and control characters become references, because a parser would
 * rewrite or refuse them as they are; the latter stay illegal in XML 1.0, which is why S3 offers encoding-type=url.
 */
export function escapeXml(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
    /[&<>"\u0000-\u001f\u007f-\u009f\u2028\ufffe\uffff]/g,
    (character) => ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

/** `<name>content</name>`; the content is XML already. */
export function xmlElement(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

/** ` xmlns="…"`, or nothing without a namespace. */
export function namespaceAttribute(namespace: { readonly uri: string; readonly prefix?: string } | undefined): string {
  if (!namespace) return '';
  return ` xmlns${namespace.prefix ? `:${namespace.prefix}` : ''}="${escapeXml(namespace.uri)}"`;
}

/**
 * A value of the API as XML, as the model of its shape says: one element called `name`, or one for each entry of a
 * flattened list or map. Undefined and null give nothing. `attributes` are written into the element, beginning with a
 * blank.
 */
export function writeXml(
  model: ServiceModel,
  member: MemberFacts,
  name: string,
  value: unknown,
  attributes = '',
): string {
  if (value === undefined || value === null) return '';
  const shape = shapeOf(model, member.shape);
  const isFlattened = member.flattened === true || shape.flattened === true;
  switch (shape.type) {
    case 'structure':
      return writeStructure(model, shape, member, name, value as Members, attributes);
    case 'list':
      return writeList(model, shape, isFlattened, name, value as readonly unknown[], attributes);
    case 'map':
      return writeMap(model, shape, isFlattened, name, value as Members, attributes);
    default:
      return xmlElement(name, escapeXml(scalarText(shape, value)), attributes);
  }
}

/** The elements of a structure's members that belong into a body, in the model's order, without one around them. */
export function writeXmlMembers(model: ServiceModel, shape: ShapeFacts, value: Members): string {
  let xml = '';
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    if (member.location || member.xmlAttribute) continue;
    xml += writeXml(model, member, member.locationName ?? name, value[name]);
  }
  return xml;
}

/** A number, flag, text, time or blob as XML writes it. Times are epoch seconds. */
export function scalarText(shape: ShapeFacts, value: unknown): string {
  switch (shape.type) {
    case 'timestamp':
      return timestampText(Number(value), shape.timestampFormat ?? 'iso8601');
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return String(value);
  }
}

/** Epoch seconds in one of the model's formats. */
export function timestampText(seconds: number, format: NonNullable<ShapeFacts['timestampFormat']>): string {
  if (!Number.isFinite(seconds)) throw new InvariantError(`${seconds} is no time`);
  if (format === 'unixTimestamp') return String(seconds);
  const date = new Date(seconds * 1000);
  return format === 'rfc822' ? date.toUTCString() : date.toISOString();
}

function writeStructure(
  model: ServiceModel,
  shape: ShapeFacts,
  member: MemberFacts,
  name: string,
  value: Members,
  attributes: string,
): string {
  let all = attributes + namespaceAttribute(member.xmlNamespace ?? shape.xmlNamespace);
  for (const [memberName, attribute] of Object.entries(shape.members ?? {})) {
    const text = value[memberName];
    if (attribute.xmlAttribute && text !== undefined) {
      all += ` ${attribute.locationName ?? memberName}="${escapeXml(String(text))}"`;
    }
  }
  return xmlElement(name, writeXmlMembers(model, shape, value), all);
}

function writeList(
  model: ServiceModel,
  shape: ShapeFacts,
  isFlattened: boolean,
  name: string,
  entries: readonly unknown[],
  attributes: string,
): string {
  const { member } = shape;
  if (!member) throw new InvariantError('a list without a member in the model');
  const entryName = isFlattened ? (member.locationName ?? name) : (member.locationName ?? 'member');
  const xml = entries.map((entry) => writeXml(model, member, entryName, entry)).join('');
  return isFlattened ? xml : xmlElement(name, xml, attributes);
}

function writeMap(
  model: ServiceModel,
  shape: ShapeFacts,
  isFlattened: boolean,
  name: string,
  entries: Members,
  attributes: string,
): string {
  const { key, value } = shape;
  if (!key || !value) throw new InvariantError('a map without key and value in the model');
  const xml = Object.entries(entries)
    .map(([entryKey, entryValue]) =>
      xmlElement(
        isFlattened ? name : 'entry',
        writeXml(model, key, key.locationName ?? 'key', entryKey) +
          writeXml(model, value, value.locationName ?? 'value', entryValue),
      ),
    )
    .join('');
  return isFlattened ? xml : xmlElement(name, xml, attributes);
}
