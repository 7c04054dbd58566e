import type { RoleAuthority } from '../api/identity.ts';
import { partitionOf, type Scope } from '../base/arn.ts';
import type { ObjectStore } from '../store/objects/object-store.ts';

/**
 * The objects as far as a role may touch them, for what is read and written in its name: without this, whoever may start a
 * job could read any bucket by way of its inputs. Methods throw AccessDenied in S3's words.
 */
export function objectsOfRole(objects: ObjectStore, roles: RoleAuthority, roleArn: string, scope: Scope): ObjectStore {
  const context = roles.roleContext(roleArn, 'SageMaker', scope);
  const may = (action: string, place: string) =>
    roles.checkS3(`s3:${action}`, `arn:${partitionOf(scope.region)}:s3:::${place}`, context);
  return {
    headBucket: (bucket) => objects.headBucket(bucket),
    async head(bucket, key) {
      await may('GetObject', `${bucket}/${key}`);
      return objects.head(bucket, key);
    },
    async read(bucket, key) {
      await may('GetObject', `${bucket}/${key}`);
      return objects.read(bucket, key);
    },
    async write(bucket, key, body, metadata) {
      await may('PutObject', `${bucket}/${key}`);
      return objects.write(bucket, key, body, metadata);
    },
    async delete(bucket, key) {
      await may('DeleteObject', `${bucket}/${key}`);
      return objects.delete(bucket, key);
    },
    async list(bucket, prefix, limit, after) {
      await may('ListBucket', bucket);
      return objects.list(bucket, prefix, limit, after);
    },
    async materialise(bucket, key, path, how) {
      await may('GetObject', `${bucket}/${key}`);
      return objects.materialise(bucket, key, path, how);
    },
  };
}
