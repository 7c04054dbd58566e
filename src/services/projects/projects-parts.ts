import type { ProductCatalog } from './products/product-catalog.ts';
import type { ProjectsDeps } from './projects-deps.ts';
import type { ResourceType } from './provisioning/resource-type.ts';
import type { GitRepositories } from './repositories/git-repositories.ts';

/** What operations and controllers share. */
export interface ProjectsParts extends ProjectsDeps {
  readonly catalog: ProductCatalog;
  readonly repositories: GitRepositories;
  readonly types: ReadonlyMap<string, ResourceType>;
}
