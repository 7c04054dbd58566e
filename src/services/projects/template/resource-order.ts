import { referencesIn } from './references.ts';
import type { ResourceDeclaration, Template } from './template.ts';
import { TemplateError } from './template-error.ts';

/**
 * The resources that are made under these conditions, each after what it refers to or depends on, else in the order of
 * the text. Throws TemplateError for a circle, and for a reference to a resource that is not made.
 */
export function resourceOrder(template: Template, conditions: ReadonlyMap<string, boolean>): ResourceDeclaration[] {
  const isMade = (resource: ResourceDeclaration) =>
    resource.condition === undefined || conditions.get(resource.condition) === true;
  const ordered = new Map<string, ResourceDeclaration>();
  const place = (resource: ResourceDeclaration, path: readonly string[]) => {
    const { logicalId } = resource;
    if (ordered.has(logicalId)) return;
    if (path.includes(logicalId)) {
      const circle = path.slice(path.indexOf(logicalId));
      throw new TemplateError(`Circular dependency between resources: [${circle.join(', ')}]`);
    }
    for (const other of dependencies(template, resource, conditions)) {
      if (isMade(other)) place(other, [...path, logicalId]);
    }
    ordered.set(logicalId, resource);
  };
  for (const resource of template.resources.values()) if (isMade(resource)) place(resource, []);
  for (const resource of ordered.values()) checkMade(template, resource, conditions, ordered);
  return [...ordered.values()];
}

function dependencies(
  template: Template,
  resource: ResourceDeclaration,
  conditions: ReadonlyMap<string, boolean>,
): ResourceDeclaration[] {
  const names = [...resource.dependsOn, ...namesIn(resource, conditions)];
  return [...new Set(names)].flatMap((name) => template.resources.get(name) ?? []);
}

function namesIn(resource: ResourceDeclaration, conditions: ReadonlyMap<string, boolean>): string[] {
  return referencesIn(resource.properties, conditions).flatMap((one) => (one.kind === 'condition' ? [] : [one.name]));
}

function checkMade(
  template: Template,
  resource: ResourceDeclaration,
  conditions: ReadonlyMap<string, boolean>,
  made: ReadonlyMap<string, ResourceDeclaration>,
): void {
  const missing = namesIn(resource, conditions).filter((name) => template.resources.has(name) && !made.has(name));
  if (missing.length === 0) return;
  throw new TemplateError(
    `Template format error: Unresolved resource dependencies [${missing.join(', ')}] in the Resources block of the template`,
  );
}
