import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { addTags } from './operations/add-tags.ts';
import { deleteTags } from './operations/delete-tags.ts';
import { listTags } from './operations/list-tags.ts';

export { checkTags } from './taggable.ts';
export { deleteTags as removeTags, putTags } from './tags-store.ts';

export function tagHandlers(store: SqlStore, tokens: PageTokens): Handlers<SageMakerOperations> {
  return {
    AddTags: addTags(store),
    DeleteTags: deleteTags(store),
    ListTags: listTags(store, tokens),
  };
}
