import { ServiceError } from '../../base/errors.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * The objects that one account may touch, for work done in its name: buckets of others are refused as S3 refuses them,
 * whatever URI a request, a manifest or a definition names. Methods throw AccessDenied; `headBucket` knows only its own.
 */
export function objectsOfAccount(objects: ObjectStore, account: string): ObjectStore {
  const own = async (bucket: string) => {
    const found = await objects.headBucket(bucket);
    // A bucket that is not there is for the store to tell of.
    if (found && found.account !== account) throw new ServiceError('AccessDenied', 'Access Denied', 403);
    return bucket;
  };
  return {
    async headBucket(bucket) {
      const found = await objects.headBucket(bucket);
      return found?.account === account ? found : undefined;
    },
    head: async (bucket, key) => objects.head(await own(bucket), key),
    read: async (bucket, key) => objects.read(await own(bucket), key),
    write: async (bucket, key, body, metadata) => objects.write(await own(bucket), key, body, metadata),
    delete: async (bucket, key) => objects.delete(await own(bucket), key),
    list: async (bucket, prefix, limit, after) => objects.list(await own(bucket), prefix, limit, after),
    materialise: async (bucket, key, path, how) => objects.materialise(await own(bucket), key, path, how),
  };
}
