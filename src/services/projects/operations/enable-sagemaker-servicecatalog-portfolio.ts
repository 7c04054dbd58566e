import type { Operation } from '../../../api/operation.ts';
import { putPortfolioStatus } from '../portfolio-store.ts';
import type { ProjectsParts } from '../projects-parts.ts';

type Nothing = Record<never, never>;

/** Lets the account use products in the region. */
export function enableSagemakerServicecatalogPortfolio({ store }: ProjectsParts): Operation<Nothing, Nothing> {
  return async (_input, context) => {
    await store.transaction((tx) => putPortfolioStatus(tx, context, 'Enabled'));
    return {};
  };
}
