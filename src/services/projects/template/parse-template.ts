import type { JsonObject, JsonValue } from '../../../base/json.ts';
import { parseParameter } from './parse-parameter.ts';
import { readDocument } from './read-document.ts';
import { DELETION_POLICIES, type OutputDeclaration, type ResourceDeclaration, type Template } from './template.ts';
import { TemplateError } from './template-error.ts';

const SECTIONS: ReadonlySet<string> = new Set([
  ...['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Mappings', 'Conditions', 'Resources'],
  'Outputs',
]);
const RESOURCE_MEMBERS: ReadonlySet<string> = new Set([
  ...['Type', 'Properties', 'Metadata', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy'],
]);

/** CloudFormation's quotas of one template. */
const MEMBERS_MAX = { Parameters: 200, Mappings: 200, Conditions: 200, Resources: 500, Outputs: 200 } as const;

/** The parts of a template, each of the form that it must have. Whether they fit together is `checkTemplate`'s. */
export function parseTemplate(text: string): Template {
  const document = readDocument(text);
  for (const section of Object.keys(document)) {
    if (!SECTIONS.has(section)) {
      throw new TemplateError(`Invalid template property or properties [${section}]`);
    }
  }
  const version = document['AWSTemplateFormatVersion'];
  if (version !== undefined && version !== '2010-09-09') {
    throw new TemplateError('Template format error: the only valid value of AWSTemplateFormatVersion is 2010-09-09.');
  }
  const resources = sectionOf(document, 'Resources');
  if (resources.size === 0) {
    throw new TemplateError('Template format error: At least one Resources member must be defined.');
  }
  return {
    parameters: mapValues(sectionOf(document, 'Parameters'), parseParameter),
    mappings: parseMappings(sectionOf(document, 'Mappings')),
    conditions: sectionOf(document, 'Conditions'),
    resources: mapValues(resources, parseResource),
    outputs: mapValues(sectionOf(document, 'Outputs'), parseOutput),
  };
}

function sectionOf(document: JsonObject, section: keyof typeof MEMBERS_MAX): Map<string, JsonValue> {
  const value = document[section] ?? {};
  if (!isObject(value)) throw new TemplateError(`Template format error: ${section} must be an object.`);
  const members = new Map(Object.entries(value));
  if (members.size > MEMBERS_MAX[section]) {
    throw new TemplateError(
      `Template format error: Number of ${section}, ${members.size}, is greater than maximum allowed, ${MEMBERS_MAX[section]}`,
    );
  }
  for (const name of members.keys()) {
    if (!/^[a-zA-Z0-9]{1,255}$/.test(name)) {
      throw new TemplateError(`Template format error: ${section} name ${name} is non alphanumeric.`);
    }
  }
  return members;
}

function mapValues<Value>(
  members: ReadonlyMap<string, JsonValue>,
  parse: (name: string, value: JsonObject) => Value,
): Map<string, Value> {
  const parsed = new Map<string, Value>();
  for (const [name, value] of members) {
    if (!isObject(value)) throw new TemplateError(`Template format error: [${name}] must be an object.`);
    parsed.set(name, parse(name, value));
  }
  return parsed;
}

function parseResource(logicalId: string, value: JsonObject): ResourceDeclaration {
  for (const member of Object.keys(value)) {
    if (!RESOURCE_MEMBERS.has(member)) {
      throw new TemplateError(
        `Template format error: the resource ${logicalId} has ${member}, which is not supported.`,
      );
    }
  }
  const { Type: type, Properties: properties = {}, Metadata: metadata = {}, Condition: condition } = value;
  if (typeof type !== 'string') {
    throw new TemplateError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    );
  }
  if (!isObject(properties) || !isObject(metadata)) {
    throw new TemplateError(`Template format error: Properties and Metadata of ${logicalId} must be objects.`);
  }
  if (condition !== undefined && typeof condition !== 'string') {
    throw new TemplateError(`Template format error: the Condition of ${logicalId} must be the name of a condition.`);
  }
  const deletionPolicy = DELETION_POLICIES.find((policy) => policy === (value['DeletionPolicy'] ?? 'Delete'));
  if (!deletionPolicy) {
    throw new TemplateError(
      `Template format error: the DeletionPolicy of ${logicalId} must be one of ${DELETION_POLICIES.join(', ')}.`,
    );
  }
  return { logicalId, type, properties, metadata, dependsOn: dependsOnOf(logicalId, value), condition, deletionPolicy };
}

function dependsOnOf(logicalId: string, { DependsOn: given = [] }: JsonObject): string[] {
  const names = Array.isArray(given) ? given : [given];
  if (!names.every((name) => typeof name === 'string')) {
    throw new TemplateError(`Template format error: DependsOn of ${logicalId} must name resources.`);
  }
  return names;
}

function parseOutput(
  name: string,
  { Value: value, Condition: condition, Export: exported }: JsonObject,
): OutputDeclaration {
  if (value === undefined) throw new TemplateError(`Template format error: Output ${name} has no Value.`);
  if (exported !== undefined) {
    throw new TemplateError(`Template format error: Output ${name} has an Export, which is not supported.`);
  }
  if (condition !== undefined && typeof condition !== 'string') {
    throw new TemplateError(`Template format error: the Condition of Output ${name} must be the name of a condition.`);
  }
  return { value, condition };
}

/** Two levels of keys; at the end texts, numbers or lists of them. */
function parseMappings(mappings: ReadonlyMap<string, JsonValue>): JsonObject {
  for (const [name, mapping] of mappings) {
    const rows = isObject(mapping) ? Object.values(mapping) : [undefined];
    if (!rows.every((row) => row !== undefined && isObject(row))) {
      throw new TemplateError(`Template format error: the mapping ${name} must have two levels of keys.`);
    }
  }
  return Object.fromEntries(mappings);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
