import type { RoleAuthority } from '../api/identity.ts';
import type { OperationContext } from '../api/operation.ts';
import { partitionOf, type Scope } from '../base/arn.ts';
import type { ObjectStore } from '../store/objects/object-store.ts';

/**
 * The objects as far as a role may touch them, for what is read and written in its name: without this, whoever may start a
 * job could read any bucket by way of its inputs. Methods throw AccessDenied in S3's words.
 */
export function objectsOfRole(objects: ObjectStore, roles: RoleAuthority, roleArn: string, scope: Scope): ObjectStore {
  return objectsOfCaller(objects, roles, roles.roleContext(roleArn, 'SageMaker', scope));
}

/** The same for what is read in the name of whoever calls, where no role is named. */
export function objectsOfCaller(objects: ObjectStore, roles: RoleAuthority, context: OperationContext): ObjectStore {
  const may = (action: string, place: string, input?: Readonly<Record<string, unknown>>) =>
    roles.checkS3(`s3:${action}`, `arn:${partitionOf(context.region)}:s3:::${place}`, context, input);
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
      await may('ListBucket', bucket, { Prefix: prefix });
      return objects.list(bucket, prefix, limit, after);
    },
    async materialise(bucket, key, path, how) {
      await may('GetObject', `${bucket}/${key}`);
      return objects.materialise(bucket, key, path, how);
    },
  };
}
