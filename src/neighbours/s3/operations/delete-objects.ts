import type {
  DeletedObject,
  ErrorShape as DeleteError,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
} from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
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
    for (const { VersionId } of wanted) checkVersion(VersionId);
    const refusals = await objects.deleteMany(
      input.Bucket,
      wanted.map((object) => ({ key: object.Key, condition: writeConditionOf({ IfMatch: object.ETag }) })),
    );
    const deleted: DeletedObject[] = [];
    const errors: DeleteError[] = [];
    for (const [index, { Key }] of wanted.entries()) {
      const refusal = refusals[index];
      if (refusal) errors.push({ Key, Code: refusal.code, Message: refusal.message });
      else deleted.push({ Key });
    }
    return { ...(input.Delete.Quiet ? {} : { Deleted: deleted }), ...(errors.length > 0 ? { Errors: errors } : {}) };
  };
}
