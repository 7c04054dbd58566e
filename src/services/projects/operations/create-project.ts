import { validationException } from '../../../api/errors.ts';
import type { CreateProjectInput, CreateProjectOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { formatArn, partitionOf } from '../../../base/arn.ts';
import { newUuid } from '../../../base/ids.ts';
import { checkTags, putTags, removeTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { portfolioStatus } from '../portfolio-store.ts';
import { newProjectId, newProvisionedProductId, projectArn, projectWork } from '../project-names.ts';
import type { ProjectsParts } from '../projects-parts.ts';
import { type ProjectRecord, type ProjectSource, projectTable } from '../projects-store.ts';
import { stackOf } from '../provisioning/next-step.ts';
import { checkedPlan, parameterList, parametersOf, readTemplateUrl, shownSource } from '../template-source.ts';
import { putTemplate } from '../templates-store.ts';

const FIRST_GENERATION = 1;

/** Begins a project of a product or of a template in S3: the controller makes what the template asks for. */
export function createProject(parts: ProjectsParts): Operation<CreateProjectInput, CreateProjectOutput> {
  const { store, scheduler } = parts;
  return async (input, context) => {
    const tags = input.Tags ?? [];
    checkTags(tags);
    await refuseTaken(parts, input.ProjectName, context);
    const { source, text, parameters } = await sourceOf(parts, input, context);
    const draft = newRecord(parts, input, source, context);
    const productId = source.kind === 'product' ? source.productId : undefined;
    const plan = await checkedPlan(parts, text, parameters, stackOf(draft), productId);
    const project = { ...draft, document: { ...draft.document, source: shownSource(source, plan) } };
    const { projectId } = project.document;
    await store.transaction(async (tx) => {
      const earlier = await projectTable.findForUpdate(store, tx, context, project.name);
      if (earlier && earlier.status !== 'DeleteCompleted') throw alreadyExists(project.arn);
      if (earlier) await projectTable.delete(tx, earlier);
      if (!(await projectTable.insert(tx, project))) throw alreadyExists(project.arn);
      await putTemplate(tx, projectId, FIRST_GENERATION, { text, parameters });
      await removeTags(tx, project.arn);
      await putTags(tx, project.arn, tags);
      await scheduler.schedule(tx, projectWork(project));
    });
    return { ProjectArn: project.arn, ProjectId: projectId };
  };
}

/** A name is free again once its project was deleted. */
async function refuseTaken({ store }: ProjectsParts, name: string, context: OperationContext): Promise<void> {
  const earlier = await projectTable.find(store, context, name);
  if (earlier && earlier.status !== 'DeleteCompleted') throw alreadyExists(earlier.arn);
}

const alreadyExists = (arn: string) => validationException(`Project already exists: ${arn}`);

interface Source {
  readonly source: ProjectSource;
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
}

async function sourceOf(parts: ProjectsParts, input: CreateProjectInput, context: OperationContext): Promise<Source> {
  const { ServiceCatalogProvisioningDetails: product, TemplateProviders: providers = [] } = input;
  const template = providers[0]?.CfnTemplateProvider;
  if (product && providers.length > 0) {
    throw validationException('Only one of ServiceCatalogProvisioningDetails and TemplateProviders can be specified.');
  }
  if (product) {
    // The words of Service Catalog for a product that is in no portfolio of the caller's.
    if ((await portfolioStatus(parts.store.reader, context)) !== 'Enabled') {
      throw validationException(
        `No launch paths found for resource: ${product.ProductId}. The account has to be allowed to use products first: EnableSagemakerServicecatalogPortfolio.`,
      );
    }
    const { ProductId: productId, PathId: pathId } = product;
    const artifact = await parts.catalog.find(productId, product.ProvisioningArtifactId);
    const parameters = parametersOf(product.ProvisioningParameters);
    const { artifactId } = artifact;
    const source = { kind: 'product', productId, artifactId, pathId, parameters: parameterList(parameters) } as const;
    return { source, text: artifact.template, parameters };
  }
  if (!template) {
    throw validationException('One of ServiceCatalogProvisioningDetails and TemplateProviders must be specified.');
  }
  const { TemplateName: templateName, TemplateURL: templateUrl, RoleARN: roleArn } = template;
  if (roleArn !== undefined) await parts.roles.checkPassRole(roleArn, context);
  const parameters = parametersOf(template.Parameters);
  const text = await readTemplateUrl(parts, templateUrl, context);
  const source = {
    kind: 'template',
    templateName,
    templateUrl,
    roleArn,
    parameters: parameterList(parameters),
  } as const;
  return { source, text, parameters };
}

function newRecord(
  { clock }: ProjectsParts,
  { ProjectName: name, ProjectDescription: description }: CreateProjectInput,
  source: ProjectSource,
  context: OperationContext,
): ProjectRecord {
  const { account, region, principal } = context;
  const nowMs = clock.nowMs();
  const provisionedProductId = newProvisionedProductId();
  const stackName = `SC-${account}-${provisionedProductId}`;
  return {
    ...{ account, region, parent: '', name, arn: projectArn(context, name), status: 'Pending', extra: {} },
    ...{ creationMs: nowMs, modifiedMs: nowMs },
    document: {
      ...{ projectId: newProjectId(), description, createdBy: userContext(context), principal, source },
      ...{ provisionedProductId, stackName, statusMessage: 'UNDER_CHANGE' },
      stackId: formatArn({
        ...{ partition: partitionOf(region), service: 'cloudformation', region, account },
        resource: `stack/${stackName}/${newUuid()}`,
      }),
      ...{ generation: FIRST_GENERATION, settledGeneration: 0 },
    },
  };
}
