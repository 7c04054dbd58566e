import { join } from 'node:path';
import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { RawRoute } from '../../api/raw-route.ts';
import type { Controller } from '../../engine/work.ts';
import { BuildController } from './delivery/build-controller.ts';
import { DeploymentController } from './delivery/deployment-controller.ts';
import { createProject } from './operations/create-project.ts';
import { deleteProject } from './operations/delete-project.ts';
import { describeProject } from './operations/describe-project.ts';
import { disableSagemakerServicecatalogPortfolio } from './operations/disable-sagemaker-servicecatalog-portfolio.ts';
import { enableSagemakerServicecatalogPortfolio } from './operations/enable-sagemaker-servicecatalog-portfolio.ts';
import { getSagemakerServicecatalogPortfolioStatus } from './operations/get-sagemaker-servicecatalog-portfolio-status.ts';
import { listProjects } from './operations/list-projects.ts';
import { updateProject } from './operations/update-project.ts';
import { ProductCatalog } from './products/product-catalog.ts';
import { ProjectController } from './project-controller.ts';
import type { ProjectsDeps } from './projects-deps.ts';
import type { ProjectsParts } from './projects-parts.ts';
import { guardedCall } from './provisioning/guarded-call.ts';
import { resourceTypes } from './provisioning/resource-types.ts';
import { GitRepositories } from './repositories/git-repositories.ts';
import { GitRoute } from './repositories/git-route.ts';

export type { ProjectsDeps } from './projects-deps.ts';

export interface ProjectsDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly controllers: readonly Controller[];
  /** Git's smart HTTP. */
  readonly gitRoute: RawRoute;
}

export function projectsDomain(given: ProjectsDeps): ProjectsDomain {
  const deps = { ...given, call: guardedCall(given.call, given.authorise) };
  const repositories = new GitRepositories(join(deps.dataDir, 'repositories'));
  // Those of the platform team come first: one of theirs can stand in for one of ours.
  const catalog = new ProductCatalog([join(deps.dataDir, 'products'), deps.productsDir]);
  const parts: ProjectsParts = { ...deps, repositories, catalog, types: resourceTypes(deps, repositories, catalog) };
  return {
    handlers: {
      CreateProject: createProject(parts),
      DeleteProject: deleteProject(parts),
      DescribeProject: describeProject(parts),
      DisableSagemakerServicecatalogPortfolio: disableSagemakerServicecatalogPortfolio(parts),
      EnableSagemakerServicecatalogPortfolio: enableSagemakerServicecatalogPortfolio(parts),
      GetSagemakerServicecatalogPortfolioStatus: getSagemakerServicecatalogPortfolioStatus(parts),
      ListProjects: listProjects(parts),
      UpdateProject: updateProject(parts),
    },
    controllers: [
      new ProjectController(parts),
      new BuildController(parts, repositories),
      new DeploymentController(parts),
    ],
    gitRoute: new GitRoute(parts),
  };
}
