import type {
  DescribeProjectOutput,
  ProjectSummary,
  ServiceCatalogProvisioningDetails,
  TemplateProviderDetail,
} from '../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { ProjectRecord } from './projects-store.ts';

export function describedProject(project: ProjectRecord): DescribeProjectOutput {
  const { document } = project;
  return {
    ProjectArn: project.arn,
    ProjectName: project.name,
    ProjectId: document.projectId,
    ProjectDescription: document.description,
    ServiceCatalogProvisioningDetails: provisioningDetails(project),
    ServiceCatalogProvisionedProductDetails:
      document.source.kind === 'product'
        ? {
            ProvisionedProductId: document.provisionedProductId,
            ProvisionedProductStatusMessage: document.statusMessage,
          }
        : undefined,
    ProjectStatus: project.status,
    TemplateProviderDetails: templateProviders(project),
    CreatedBy: document.createdBy,
    CreationTime: epochSeconds(project.creationMs),
    LastModifiedTime: epochSeconds(project.modifiedMs),
    LastModifiedBy: document.lastModifiedBy,
  };
}

export function projectSummary(project: ProjectRecord): ProjectSummary {
  return {
    ProjectName: project.name,
    ProjectDescription: project.document.description,
    ProjectArn: project.arn,
    ProjectId: project.document.projectId,
    CreationTime: epochSeconds(project.creationMs),
    ProjectStatus: project.status,
  };
}

function provisioningDetails({ document: { source } }: ProjectRecord): ServiceCatalogProvisioningDetails | undefined {
  if (source.kind !== 'product') return undefined;
  return {
    ProductId: source.productId,
    ProvisioningArtifactId: source.artifactId,
    PathId: source.pathId,
    ProvisioningParameters: source.parameters && [...source.parameters],
  };
}

function templateProviders({ document }: ProjectRecord): TemplateProviderDetail[] | undefined {
  const { source } = document;
  if (source.kind !== 'template') return undefined;
  const StackDetail = {
    Name: document.stackName,
    Id: document.stackId,
    StatusMessage: document.statusMessage,
  };
  return [
    {
      CfnTemplateProviderDetail: {
        TemplateName: source.templateName,
        TemplateURL: source.templateUrl,
        RoleARN: source.roleArn,
        Parameters: source.parameters && [...source.parameters],
        StackDetail,
      },
    },
  ];
}
