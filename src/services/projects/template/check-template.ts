import { conditionNames } from './evaluate.ts';
import { type Reference, referencesIn, referencesInCondition } from './references.ts';
import type { ResourceDeclaration, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/** What a template must know of a type of resource to refer to it and to set it. */
export interface ResourceFacts {
  readonly properties: readonly string[];
  readonly required: readonly string[];
  readonly attributes: readonly string[];
}

/** Values that every template has without declaring them. */
export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  ...['AWS::AccountId', 'AWS::NoValue', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId'],
  ...['AWS::StackName', 'AWS::URLSuffix'],
]);

/**
 * Whether the parts of a template fit together: every name that is referred to is there, every function is given what it
 * takes, every type of resource and every property is supported. Throws TemplateError.
 */
export function checkTemplate(template: Template, types: ReadonlyMap<string, ResourceFacts>): void {
  for (const name of template.parameters.keys()) {
    if (template.resources.has(name)) {
      throw new TemplateError(`Template format error: ${name} is the name of a parameter and of a resource.`);
    }
  }
  checkConditions(template);
  for (const resource of template.resources.values()) checkResource(template, resource, types);
  for (const [name, output] of template.outputs) {
    checkReferences(template, types, referencesIn(output.value), `the Outputs block (${name})`);
    if (output.condition !== undefined) checkCondition(template, output.condition);
  }
}

function checkConditions(template: Template): void {
  for (const condition of template.conditions.values()) {
    for (const reference of referencesInCondition(condition)) {
      if (reference.kind === 'condition') checkCondition(template, reference.name);
      else if (reference.kind === 'attribute' || !isParameter(template, reference.name)) {
        throw new TemplateError(
          `Template format error: Unresolved dependencies [${reference.name}]. Cannot reference resources in the Conditions block of the template`,
        );
      }
    }
  }
  const settled = new Set<string>();
  for (const name of template.conditions.keys()) settleCondition(template, name, [], settled);
}

/** `settled` keeps conditions that share others from being walked again and again. */
function settleCondition(template: Template, name: string, path: readonly string[], settled: Set<string>): void {
  if (settled.has(name)) return;
  if (path.includes(name)) {
    throw new TemplateError(`Template error: Found circular condition dependency between ${path.join(', ')}`);
  }
  for (const other of conditionNames(template.conditions.get(name) ?? null)) {
    settleCondition(template, other, [...path, name], settled);
  }
  settled.add(name);
}

function checkResource(
  template: Template,
  resource: ResourceDeclaration,
  types: ReadonlyMap<string, ResourceFacts>,
): void {
  const { logicalId, type, properties } = resource;
  const facts = types.get(type);
  if (!facts) {
    throw new TemplateError(
      `Template format error: Unrecognized resource types: [${type}]. The resource ${logicalId} can not be made here; supported types are ${[...types.keys()].join(', ')}.`,
    );
  }
  for (const name of Object.keys(properties)) {
    if (facts.properties.includes(name)) continue;
    throw new TemplateError(
      `Template error: the property ${name} of ${logicalId} (${type}) is not supported. Supported are ${facts.properties.join(', ')}.`,
    );
  }
  for (const name of facts.required) {
    if (Object.hasOwn(properties, name)) continue;
    throw new TemplateError(`Template error: ${logicalId} (${type}) lacks the property ${name}.`);
  }
  if (resource.condition !== undefined) checkCondition(template, resource.condition);
  checkReferences(template, types, referencesIn(properties), 'the Resources block');
  const missing = resource.dependsOn.filter((name) => !template.resources.has(name));
  if (missing.length > 0) throw unresolved(missing, 'the Resources block');
}

function checkReferences(
  template: Template,
  types: ReadonlyMap<string, ResourceFacts>,
  references: readonly Reference[],
  where: string,
): void {
  for (const reference of references) {
    const { name } = reference;
    if (reference.kind === 'condition') checkCondition(template, name);
    else if (reference.kind === 'name') {
      if (!isParameter(template, name) && !template.resources.has(name)) throw unresolved([name], where);
    } else checkAttribute(template, types, reference.name, reference.attribute, reference.by);
  }
}

function checkAttribute(
  template: Template,
  types: ReadonlyMap<string, ResourceFacts>,
  logicalId: string,
  attribute: string,
  by: string,
): void {
  const resource = template.resources.get(logicalId);
  if (!resource)
    throw new TemplateError(`Template error: instance of ${by} references undefined resource ${logicalId}`);
  const attributes = types.get(resource.type)?.attributes ?? [];
  if (attributes.includes(attribute)) return;
  throw new TemplateError(
    `Template error: resource ${logicalId} does not support attribute type ${attribute} in ${by}; ${resource.type} has ${attributes.join(', ') || 'none'}.`,
  );
}

function checkCondition(template: Template, name: string): void {
  if (template.conditions.has(name)) return;
  throw new TemplateError(`Template format error: Unresolved condition dependency ${name} in the template`);
}

const isParameter = (template: Template, name: string) => template.parameters.has(name) || PSEUDO_PARAMETERS.has(name);

const unresolved = (names: readonly string[], where: string) =>
  new TemplateError(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in ${where} of the template`,
  );
