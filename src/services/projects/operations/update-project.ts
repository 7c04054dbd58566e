import { conflictException, validationException } from '../../../api/errors.ts';
import type { UpdateProjectInput, UpdateProjectOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { InvariantError } from '../../../base/errors.ts';
import { checkTags, mergeTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { noSuchProject, projectArn, projectWork } from '../project-names.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { type ProjectRecord, type ProjectSource, projectTable } from '../projects-store.ts';
import { stackOf } from '../provisioning/next-step.ts';
import { PROJECT_STATES } from '../states.ts';
import {
  checkedPlan,
  declaredParameters,
  parameterList,
  parametersOf,
  readTemplateUrl,
  shownSource,
} from '../template-source.ts';
import { findTemplate, type KeptTemplate, pruneTemplates, putTemplate } from '../templates-store.ts';

/** Changes description and tags at once; with another template or other values, begins to bring the project there. */
export function updateProject(parts: ProjectsParts): Operation<UpdateProjectInput, UpdateProjectOutput> {
  const { store, clock, scheduler } = parts;
  return async (input, context) => {
    const tags = input.Tags ?? [];
    checkTags(tags);
    const seen = updatable(await projectTable.find(store, context, input.ProjectName), input, context);
    const wanted = await wantedSource(parts, seen, input, context);
    await store.transaction(async (tx) => {
      const now = updatable(await projectTable.findForUpdate(store, tx, context, input.ProjectName), input, context);
      const { projectId, generation, description, source } = now.document;
      if (projectId !== seen.document.projectId || generation !== seen.document.generation) throw inProgress(now);
      await mergeTags(tx, now.arn, tags);
      const changed = {
        ...now,
        modifiedMs: clock.nowMs(),
        document: {
          ...now.document,
          description: input.ProjectDescription ?? description,
          lastModifiedBy: userContext(context),
        },
      };
      if (!wanted) return void (await projectTable.update(tx, changed));
      // What a failed update may have left behind.
      await pruneTemplates(tx, projectId, now.document.settledGeneration);
      await putTemplate(tx, projectId, generation + 1, wanted.template);
      const document = {
        ...changed.document,
        ...{ source: wanted.source, sourceBefore: source, generation: generation + 1 },
        statusMessage: 'UNDER_CHANGE',
      };
      await projectTable.move(tx, now, { ...changed, status: 'UpdateInProgress', document });
      await scheduler.schedule(tx, projectWork(now));
    });
    return { ProjectArn: seen.arn };
  };
}

function updatable(
  project: ProjectRecord | undefined,
  input: UpdateProjectInput,
  context: OperationContext,
): ProjectRecord {
  if (!project || project.status === 'DeleteCompleted') {
    throw noSuchProject(projectArn(context, input.ProjectName));
  }
  if (!PROJECT_STATES[project.status].mayBeUpdated) throw inProgress(project);
  return project;
}

const inProgress = ({ arn, status }: ProjectRecord) =>
  conflictException(`Cannot update Project in ${status} status: ${arn}`);

interface Wanted {
  readonly source: ProjectSource;
  readonly template: KeptTemplate;
}

/** Undefined when only description and tags change. Values that are not given stay as they were. */
async function wantedSource(
  parts: ProjectsParts,
  project: ProjectRecord,
  input: UpdateProjectInput,
  context: OperationContext,
): Promise<Wanted | undefined> {
  const { ServiceCatalogProvisioningUpdateDetails: product, TemplateProvidersToUpdate: providers = [] } = input;
  const provider = providers[0]?.CfnTemplateProvider;
  if (!product && !provider) return undefined;
  const { source, settledGeneration, projectId } = project.document;
  const before = await findTemplate(parts.store.reader, projectId, settledGeneration);
  if (!before) throw new InvariantError(`the template of ${project.arn} is gone`);
  const given = parametersOf(product?.ProvisioningParameters ?? provider?.Parameters);
  const { text, ...found } = await templateOf(parts, source, input, context);
  // What another version of the template does not know any more is left out, unless it was given now.
  const parameters = { ...known(before.parameters, text), ...given };
  const wanted = { ...source, ...found, parameters: parameterList(parameters) } as ProjectSource;
  const productId = source.kind === 'product' ? source.productId : undefined;
  const plan = await checkedPlan(parts, text, parameters, stackOf(project), productId);
  return { source: shownSource(wanted, plan), template: { text, parameters } };
}

async function templateOf(
  parts: ProjectsParts,
  source: ProjectSource,
  input: UpdateProjectInput,
  context: OperationContext,
): Promise<{ readonly text: string } & Partial<ProjectSource>> {
  const { ServiceCatalogProvisioningUpdateDetails: product, TemplateProvidersToUpdate: providers = [] } = input;
  if (source.kind === 'product') {
    if (!product || providers.length > 0) throw otherKind('ServiceCatalogProvisioningUpdateDetails');
    const artifact = await parts.catalog.find(source.productId, product.ProvisioningArtifactId ?? source.artifactId);
    return { text: artifact.template, artifactId: artifact.artifactId };
  }
  const provider = providers[0]?.CfnTemplateProvider;
  if (!provider || product) throw otherKind('TemplateProvidersToUpdate');
  if (provider.TemplateName !== source.templateName) {
    throw validationException(`The project has no template provider with the name ${provider.TemplateName}.`);
  }
  return { text: await readTemplateUrl(parts, provider.TemplateURL, context), templateUrl: provider.TemplateURL };
}

const otherKind = (member: string) => validationException(`This project is updated by ${member}.`);

function known(parameters: Readonly<Record<string, string>>, text: string): Record<string, string> {
  const declared = declaredParameters(text);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => declared.has(name)));
}
