import type { GetSagemakerServicecatalogPortfolioStatusOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { portfolioStatus } from '../portfolio-store.ts';
import type { ProjectsParts } from '../projects-parts.ts';

export function getSagemakerServicecatalogPortfolioStatus({
  store,
}: ProjectsParts): Operation<Record<never, never>, GetSagemakerServicecatalogPortfolioStatusOutput> {
  return async (_input, context) => ({ Status: await portfolioStatus(store.reader, context) });
}
