import { validationException } from '../../../api/errors.ts';
import type { AddTagsInput, AddTagsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { FindResource } from '../find-resource.ts';
import { checkTags, TAGS_MAX, taggedArn } from '../taggable.ts';
import { countTags, listTags, lockTags, mergeTags } from '../tags-store.ts';

/** Merges tags into a resource's own by key and answers all of them. */
export function addTags(store: SqlStore, findResource: FindResource): Operation<AddTagsInput, AddTagsOutput> {
  return async (input, context) => {
    const arn = taggedArn(input.ResourceArn, context);
    await findResource(input.ResourceArn, context);
    checkTags(input.Tags);
    await store.transaction(async (tx) => {
      await lockTags(store, tx, arn);
      await mergeTags(tx, arn, input.Tags);
      const total = await countTags(tx, arn);
      if (total > TAGS_MAX) {
        throw validationException(
          `The number of tags on ${arn} would be ${total}, which exceeds the limit of ${TAGS_MAX}.`,
        );
      }
    });
    return { Tags: await listTags(store, arn, TAGS_MAX) };
  };
}
