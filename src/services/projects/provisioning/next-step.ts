import { InvariantError } from '../../../base/errors.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import type { ProjectRecord } from '../projects-store.ts';
import type { DeletionPolicy, ResourceDeclaration } from '../template/template.ts';
import { TemplateError } from '../template/template-error.ts';
import { findTemplate } from '../templates-store.ts';
import { changeResource, makeResource, nameResource, planChange, removeOne, type Step } from './make-resource.ts';
import { type Plan, planTemplate } from './plan.ts';
import { isLasting } from './project-call.ts';
import { type Made, ProvisioningError } from './resource-type.ts';
import { listResources, type ResourceRow } from './resources-store.ts';

export interface StepFailure {
  readonly failure: string;
}

/** The next step towards a template's resources all being there with its properties. */
export async function applyNext(
  parts: ProjectsParts,
  project: ProjectRecord,
  generation: number,
): Promise<Step | 'done' | StepFailure> {
  const rows = await listResources(parts.store.reader, project.document.projectId);
  const byId = new Map(rows.map((row) => [row.logicalId, row]));
  const made = madeOf(rows);
  const position = (rows.at(-1)?.position ?? 0) + 1;
  const plan = await attempt('The template', () => readPlan(parts, project, generation));
  if ('failure' in plan) return plan;
  for (const declaration of plan.resources) {
    const { logicalId, type } = declaration;
    const row = byId.get(logicalId);
    const step = await attempt(nameOf(logicalId, type), async () => {
      const properties = plan.properties(declaration, made);
      return (await stepOf(parts, project, declaration, row, properties, position)) ?? 'done';
    });
    if (step !== 'done') return step;
  }
  return attempt('The Outputs', async () => {
    plan.outputs(made);
    return 'done' as const;
  });
}

/** Undefined when the resource is as it should be. */
async function stepOf(
  parts: ProjectsParts,
  project: ProjectRecord,
  declaration: ResourceDeclaration,
  row: ResourceRow | undefined,
  properties: JsonObject,
  position: number,
): Promise<Step | undefined> {
  if (!row) return nameResource(parts, project, declaration, properties, position);
  const isSame = JSON.stringify(row.properties) === JSON.stringify(properties) && row.type === declaration.type;
  if (!isSame) return planChange(parts, project, row, declaration, properties);
  if (row.status === 'Changing') return changeResource(parts, project, row);
  return row.status === 'Named' ? makeResource(parts, project, row) : undefined;
}

/**
 * The next step towards nothing being there but what a template of the generation has (or nothing at all), the youngest
 * first. `undone`: it never came to be in force, so that a policy of keeping it except on creation does not hold.
 */
export async function removeNext(
  parts: ProjectsParts,
  project: ProjectRecord,
  why: 'removed' | 'undone',
  keep: number | ReadonlySet<string>,
): Promise<Step | 'done' | StepFailure> {
  const rows = await listResources(parts.store.reader, project.document.projectId);
  const kept = await attempt('The template', async () =>
    typeof keep === 'number' ? logicalIds(parts, project, keep) : keep,
  );
  if ('failure' in kept) return kept;
  const row = rows.findLast((one) => !kept.has(one.logicalId));
  if (!row) return 'done';
  return attempt(nameOf(row.logicalId, row.type), () =>
    removeOne(parts, project, row, isRetained(row.deletionPolicy, why)),
  );
}

const isRetained = (policy: DeletionPolicy, why: 'removed' | 'undone') =>
  policy === 'Retain' || (policy === 'RetainExceptOnCreate' && why === 'removed');

const nameOf = (logicalId: string, type: string) => `Resource ${logicalId} (${type})`;

/** Faults that will not pass by themselves become the step's failure; others are for the engine to try again. */
async function attempt<Result>(what: string, step: () => Promise<Result>): Promise<Result | StepFailure> {
  try {
    return await step();
  } catch (error) {
    const isFault = error instanceof ProvisioningError || error instanceof TemplateError || isLasting(error);
    if (!isFault) throw error;
    return { failure: `${what}: ${error.message}` };
  }
}

async function logicalIds(parts: ProjectsParts, project: ProjectRecord, generation: number): Promise<Set<string>> {
  const plan = await readPlan(parts, project, generation);
  return new Set(plan.resources.map((resource) => resource.logicalId));
}

async function readPlan(parts: ProjectsParts, project: ProjectRecord, generation: number): Promise<Plan> {
  const { projectId } = project.document;
  const kept = await findTemplate(parts.store.reader, projectId, generation);
  if (!kept) throw new InvariantError(`the template ${generation} of ${project.arn} is gone`);
  return planTemplate(kept.text, kept.parameters, stackOf(project), parts.types);
}

export function stackOf({ account, region, name, document }: ProjectRecord) {
  const { projectId, stackName, stackId } = document;
  return { account, region, projectName: name, projectId, stackName, stackId };
}

function madeOf(rows: readonly ResourceRow[]): Map<string, Made> {
  const isMade = (row: ResourceRow): row is ResourceRow & Made => row.reference !== undefined;
  return new Map(rows.filter(isMade).map((row) => [row.logicalId, row]));
}

/** The outputs of a template whose resources are all made, a line for each. */
export async function outputLines(parts: ProjectsParts, project: ProjectRecord, generation: number): Promise<string> {
  const plan = await readPlan(parts, project, generation);
  const outputs = plan.outputs(madeOf(await listResources(parts.store.reader, project.document.projectId)));
  return Object.entries(outputs)
    .map(([name, value]) => `OUTPUT ${name} ${value}`)
    .join('\n');
}
