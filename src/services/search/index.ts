import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import { IndexFollower } from './indexing/index-follower.ts';
import { SearchIndex } from './indexing/search-index.ts';
import { getSearchSuggestions } from './operations/get-search-suggestions.ts';
import { search } from './operations/search.ts';
import type { SearchDeps } from './search-deps.ts';

export type { SearchDeps } from './search-deps.ts';

export interface SearchDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  /** Begins to bring changes into the index that no search asks for. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export function searchDomain(deps: SearchDeps): SearchDomain {
  const index = new SearchIndex(deps);
  const follower = new IndexFollower(index, deps.clock, deps.logger);
  return {
    handlers: {
      GetSearchSuggestions: getSearchSuggestions(deps, index),
      Search: search(deps, index),
    },
    resume: () => follower.resume(),
    close: () => follower.close(),
  };
}
