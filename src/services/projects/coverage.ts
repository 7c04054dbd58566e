import type { DomainCoverage } from '../../api/coverage.ts';

const PRODUCTS = 'Products are those of this server: templates on its disk.';

export const coverage: DomainCoverage = {
  sagemaker: {
    CreateProject: {
      honoured: ['ProjectName', 'ProjectDescription', 'ServiceCatalogProvisioningDetails', 'Tags', 'TemplateProviders'],
      set: ['ProjectArn', 'ProjectId'],
      differs: [PRODUCTS, 'PathId is shown again: a product has one path.'],
    },
    DeleteProject: { honoured: ['ProjectName'] },
    DescribeProject: {
      honoured: ['ProjectName'],
      set: [
        'ProjectArn',
        'ProjectName',
        'ProjectId',
        'ProjectDescription',
        'ServiceCatalogProvisioningDetails',
        'ServiceCatalogProvisionedProductDetails',
        'ProjectStatus',
        'TemplateProviderDetails',
        'CreatedBy',
        'CreationTime',
        'LastModifiedTime',
        'LastModifiedBy',
      ],
    },
    DisableSagemakerServicecatalogPortfolio: { honoured: [] },
    EnableSagemakerServicecatalogPortfolio: { honoured: [] },
    GetSagemakerServicecatalogPortfolioStatus: { honoured: [], set: ['Status'] },
    ListProjects: {
      honoured: [
        'CreationTimeAfter',
        'CreationTimeBefore',
        'MaxResults',
        'NameContains',
        'NextToken',
        'SortBy',
        'SortOrder',
      ],
      set: ['ProjectSummaryList', 'NextToken'],
    },
    UpdateProject: {
      honoured: [
        'ProjectName',
        'ProjectDescription',
        'ServiceCatalogProvisioningUpdateDetails',
        'Tags',
        'TemplateProvidersToUpdate',
      ],
      set: ['ProjectArn'],
    },
  },
};
