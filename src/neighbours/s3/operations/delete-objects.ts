import type {
  DeletedObject,
  ErrorShape as DeleteError,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  ObjectIdentifier,
} from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { malformedXml } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { writeConditionOf } from '../conditions.ts';
import { checkVersion } from '../unbuilt-features.ts';

const KEYS_MAX = 1000;

/** Deletes up to 1000 keys. Each succeeds or fails by itself; `Quiet` leaves out those that succeeded. */
export function deleteObjects(objects: FileObjectStore): Operation<DeleteObjectsRequest, DeleteObjectsOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    const wanted = input.Delete.Objects;
    if (wanted.length === 0 || wanted.length > KEYS_MAX) throw malformedXml();
    const deleted: DeletedObject[] = [];
    const errors: DeleteError[] = [];
    for (const object of wanted) {
      const error = await tryDelete(objects, input.Bucket, object);
      if (error) errors.push(error);
      else deleted.push({ Key: object.Key });
    }
    return { ...(input.Delete.Quiet ? {} : { Deleted: deleted }), ...(errors.length > 0 ? { Errors: errors } : {}) };
  };
}

async function tryDelete(
  objects: FileObjectStore,
  bucket: string,
  object: ObjectIdentifier,
): Promise<DeleteError | undefined> {
  try {
    checkVersion(object.VersionId);
    await objects.delete(bucket, object.Key, writeConditionOf({ IfMatch: object.ETag }));
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'NoSuchBucket') throw error;
    return { Key: object.Key, Code: error.code, Message: error.message };
  }
}
