import type {
  GetSearchSuggestionsRequest,
  GetSearchSuggestionsResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { partitionOf } from '../../../base/arn.ts';
import type { SearchIndex } from '../indexing/search-index.ts';
import type { SearchDeps } from '../search-deps.ts';
import { searchedType } from '../searched-types.ts';
import { suggestedPaths } from '../suggested-paths.ts';

/** Names of hyperparameters, metrics and tags that resources of the type have and that begin with the hint. */
export function getSearchSuggestions(
  { store }: SearchDeps,
  index: SearchIndex,
): Operation<GetSearchSuggestionsRequest, GetSearchSuggestionsResponse> {
  return async (input, context) => {
    const { account, region } = context;
    const type = searchedType(input.Resource);
    const hint = input.SuggestionQuery?.PropertyNameQuery?.PropertyNameHint ?? '';
    await index.catchUp(`arn:${partitionOf(region)}:sagemaker:${region}:${account}:${type.arnType}`);
    const paths = await suggestedPaths(store.reader, { account, region, resource: type.resource }, hint);
    return { PropertyNameSuggestions: paths.map((PropertyName) => ({ PropertyName })) };
  };
}
