import type { ProductCatalog } from '../products/product-catalog.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import type { GitRepositories } from '../repositories/git-repositories.ts';
import { apiResource } from './api-resource.ts';
import { API_RULES } from './api-rules.ts';
import { codeCommitRepository } from './code-commit-repository.ts';
import { modelDeployment } from './model-deployment.ts';
import { pipelineBuild } from './pipeline-build.ts';
import type { ResourceType } from './resource-type.ts';
import { s3Bucket } from './s3-bucket.ts';

/** Everything that a template can ask for, by its type. */
export function resourceTypes(
  deps: ProjectsDeps,
  repositories: GitRepositories,
  catalog: ProductCatalog,
): ReadonlyMap<string, ResourceType> {
  const types = [
    s3Bucket(deps.call),
    ...API_RULES.map((rules) => apiResource(rules, deps.call)),
    codeCommitRepository(deps, repositories, catalog),
    pipelineBuild(deps),
    modelDeployment(deps),
  ];
  return new Map(types.map((type) => [type.type, type]));
}
