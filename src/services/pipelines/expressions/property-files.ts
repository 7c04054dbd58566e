import { buffer } from 'node:stream/consumers';
import { JobFailure, ServiceError } from '../../../base/errors.ts';
import type { JsonValue } from '../../../base/json.ts';
import { type ObjectStore, parseS3Uri } from '../../../store/objects/object-store.ts';

/** Largest file that JsonGet reads (quotas of the developer guide). */
const FILE_BYTES_MAX = 2 * 1024 * 1024;

const clientError = (message: string) => new JobFailure('ClientError', message);

/** Reads the JSON object at an S3 URI. Throws JobFailure, in words that name the file, for what the user must mend. */
export async function readJsonObject(objects: ObjectStore, uri: string): Promise<JsonValue> {
  const place = parseS3Uri(uri);
  if (!place?.key) throw clientError(`'${uri}' is not the S3 URI of a file.`);
  const text = await readText(objects, place.bucket, place.key, uri);
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw clientError(`The file ${uri} is not valid JSON.`);
  }
}

async function readText(objects: ObjectStore, bucket: string, key: string, uri: string): Promise<string> {
  const { object, body } = await openObject(objects, bucket, key, uri);
  if (object.sizeBytes > FILE_BYTES_MAX) {
    body.destroy();
    throw clientError(`The file ${uri} has ${object.sizeBytes} bytes; at most ${FILE_BYTES_MAX} are allowed.`);
  }
  return (await buffer(body)).toString('utf8');
}

/** Only what the store says of the file itself is the user's; a fault of the store is tried again. */
async function openObject(objects: ObjectStore, bucket: string, key: string, uri: string) {
  try {
    return await objects.read(bucket, key);
  } catch (cause) {
    if (cause instanceof ServiceError && cause.status < 500) {
      throw clientError(`Failed to read the file ${uri}: ${cause.message}`);
    }
    throw cause;
  }
}
