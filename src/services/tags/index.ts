import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { everythingIsThere, type FindResource } from './find-resource.ts';
import { addTags } from './operations/add-tags.ts';
import { deleteTags } from './operations/delete-tags.ts';
import { listTags } from './operations/list-tags.ts';

export { describedResources } from './find-resource.ts';
export { checkTags } from './taggable.ts';
export { deleteTags as removeTags, mergeTags, putTags, tagsOf } from './tags-store.ts';

export function tagHandlers(
  store: SqlStore,
  tokens: PageTokens,
  findResource: FindResource = everythingIsThere,
): Handlers<SageMakerOperations> {
  return {
    AddTags: addTags(store, findResource),
    DeleteTags: deleteTags(store, findResource),
    ListTags: listTags(store, tokens, findResource),
  };
}
