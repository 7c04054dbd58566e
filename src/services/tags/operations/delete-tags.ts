import type { DeleteTagsInput, DeleteTagsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { FindResource } from '../find-resource.ts';
import { taggedArn } from '../taggable.ts';
import { deleteTags as removeTags } from '../tags-store.ts';

/** Removes tags by key; keys that are not there are ignored. */
export function deleteTags(store: SqlStore, findResource: FindResource): Operation<DeleteTagsInput, DeleteTagsOutput> {
  return async (input, context) => {
    const arn = taggedArn(input.ResourceArn, context);
    await findResource(input.ResourceArn, context);
    await store.transaction((tx) => removeTags(tx, arn, input.TagKeys));
    return {};
  };
}
