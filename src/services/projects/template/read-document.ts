import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { TemplateError } from './template-error.ts';

/** CloudFormation's own limit for a template in S3. */
const TEMPLATE_BYTES_MAX = 1024 * 1024;
const DEPTH_MAX = 64;

/** Functions whose short form does not begin with `Fn::` in the long one. */
const PLAIN_FUNCTIONS: ReadonlySet<string> = new Set(['Ref', 'Condition']);

/** A template's text, JSON or YAML, as values; the short forms of functions (`!Ref x`) in their long ones (`{Ref: x}`). */
export function readDocument(text: string): JsonObject {
  const bytes = Buffer.byteLength(text);
  if (bytes > TEMPLATE_BYTES_MAX) {
    throw new TemplateError(`Template format error: the template has ${bytes} bytes, more than ${TEMPLATE_BYTES_MAX}.`);
  }
  const value = text.trimStart().startsWith('{') ? readJson(text) : readYaml(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TemplateError('Template format error: unsupported structure.');
  }
  return value;
}

function readJson(text: string): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new TemplateError(`Template format error: JSON not well-formed. (${(error as Error).message})`);
  }
  checkDepth(value, 0);
  return value;
}

function readYaml(text: string): JsonValue {
  // Tags stay on the nodes as they were written. Keys of merges and the like are keys as any other.
  const document = parseDocument(text, { schema: 'core', merge: false, uniqueKeys: true, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw notWellFormed(error.message.split('\n')[0] ?? '');
  return document.contents === null ? null : valueOfNode(document.contents as Node, 0);
}

const notWellFormed = (why: string) => new TemplateError(`Template format error: YAML not well-formed. (${why})`);

function valueOfNode(node: Node, depth: number): JsonValue {
  if (depth > DEPTH_MAX) throw tooDeep();
  // A few lines of them can stand for gigabytes.
  if (isAlias(node)) throw new TemplateError('Template format error: YAML aliases are not allowed in templates.');
  const plain = plainValue(node, depth);
  return node.tag?.startsWith('!') && !node.tag.startsWith('!!') ? asFunction(node.tag.slice(1), plain) : plain;
}

function plainValue(node: Node, depth: number): JsonValue {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map((pair) => [keyOf(pair), memberOf(pair.value, depth)]));
  }
  if (isSeq(node)) return node.items.map((item) => memberOf(item, depth));
  if (!isScalar(node)) throw notWellFormed('a node of an unknown kind');
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(node.source);
  return String(node.source ?? value);
}

const memberOf = (value: unknown, depth: number) => (value === null ? null : valueOfNode(value as Node, depth + 1));

function keyOf({ key }: Pair): string {
  if (!isScalar(key)) throw notWellFormed('a key that is no text');
  return typeof key.value === 'string' ? key.value : String(key.source ?? key.value);
}

/** `!GetAtt a.b` may be one text, where the long form takes a list. */
function asFunction(name: string, argument: JsonValue): JsonValue {
  if (PLAIN_FUNCTIONS.has(name)) return { [name]: argument };
  if (name !== 'GetAtt' || typeof argument !== 'string') return { [`Fn::${name}`]: argument };
  const dot = argument.indexOf('.');
  return { 'Fn::GetAtt': dot < 0 ? [argument] : [argument.slice(0, dot), argument.slice(dot + 1)] };
}

function checkDepth(value: JsonValue, depth: number): void {
  if (depth > DEPTH_MAX) throw tooDeep();
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) checkDepth(member, depth + 1);
}

const tooDeep = () => new TemplateError(`Template format error: nested deeper than ${DEPTH_MAX} levels.`);
