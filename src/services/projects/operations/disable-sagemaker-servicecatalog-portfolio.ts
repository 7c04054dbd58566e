import type { Operation } from '../../../api/operation.ts';
import { putPortfolioStatus } from '../portfolio-store.ts';
import type { ProjectsParts } from '../projects-parts.ts';

type Nothing = Record<never, never>;

/** No more projects of products are made; those that are there stay. */
export function disableSagemakerServicecatalogPortfolio({ store }: ProjectsParts): Operation<Nothing, Nothing> {
  return async (_input, context) => {
    await store.transaction((tx) => putPortfolioStatus(tx, context, 'Disabled'));
    return {};
  };
}
