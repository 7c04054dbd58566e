import type { ListTagsInput, ListTagsOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { FindResource } from '../find-resource.ts';
import { TAGS_MAX, taggedArn } from '../taggable.ts';
import { listTags as readTags } from '../tags-store.ts';

/** Lists a resource's tags by key. `Tags` is present when empty, NextToken absent on the last page. */
export function listTags(
  store: SqlStore,
  tokens: PageTokens,
  findResource: FindResource,
): Operation<ListTagsInput, ListTagsOutput> {
  return async (input, context) => {
    const arn = taggedArn(input.ResourceArn, context);
    await findResource(input.ResourceArn, context);
    const limit = input.MaxResults ?? TAGS_MAX;
    const query = { operation: 'ListTags', context, arn };
    const [after = ''] = tokens.open(input.NextToken, query);
    const tags = await readTags(store, arn, limit + 1, String(after));
    const last = tags[limit - 1];
    if (tags.length <= limit || !last) return { Tags: tags };
    return { Tags: tags.slice(0, limit), NextToken: tokens.seal([last.Key], query) };
  };
}
