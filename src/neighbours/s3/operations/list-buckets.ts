import type { ListBucketsOutput, ListBucketsRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { invalidArgument } from '../../../store/objects/s3-errors.ts';
import { given, ownerOf } from '../listing-names.ts';

/** S3's page when a request names no size, and the most it may name. */
const BUCKETS_MAX = 10_000;

/** Lists the account's buckets in every region by name. */
export function listBuckets(objects: FileObjectStore): Operation<ListBucketsRequest, ListBucketsOutput> {
  return async (input, context) => {
    const limit = input.MaxBuckets ?? BUCKETS_MAX;
    if (limit < 1 || limit > BUCKETS_MAX) {
      throw invalidArgument(
        `Argument max-buckets must be an integer between 1 and ${BUCKETS_MAX}`,
        'max-buckets',
        String(limit),
      );
    }
    const buckets = await objects.buckets.list({
      account: context.account,
      prefix: given(input.Prefix),
      region: given(input.BucketRegion),
      after: given(input.ContinuationToken),
      limit: limit + 1,
    });
    const shown = buckets.slice(0, limit);
    return {
      Buckets: shown.map((bucket) => ({
        Name: bucket.name,
        CreationDate: epochSeconds(bucket.creationMs),
        BucketRegion: bucket.region,
      })),
      Owner: ownerOf(context.account),
      ...(buckets.length > limit ? { ContinuationToken: shown.at(-1)?.name } : {}),
      ...(input.Prefix ? { Prefix: input.Prefix } : {}),
    };
  };
}
