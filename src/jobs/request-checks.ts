import { validationException } from '../api/errors.ts';
import type { Scope } from '../base/arn.ts';
import type { ImageResolver } from '../runners/image-resolver.ts';
import { type ObjectStore, parseS3Uri } from '../store/objects/object-store.ts';
import { isPlainPath } from './input-download.ts';
import type { MetricDefinition } from './job-spec.ts';
import { captureGroups, metricRegex } from './metric-regex.ts';

/** Checks that every kind of job makes before anything is written. All throw ValidationException. */

/** Refuses an image that nothing here can run. */
export function checkImage(images: ImageResolver, image: string): void {
  if (!images.resolve(image)) throw validationException(images.explainUnresolved(image));
}

/** Refuses an input under which there is nothing, in the words of SageMaker. */
export async function checkInput(objects: ObjectStore, s3Uri: string, roleArn: string, scope: Scope): Promise<void> {
  const uri = parseS3Uri(s3Uri);
  if (!uri) throw validationException(`The S3 URI ${s3Uri} is not valid: it must begin with s3:// and name a bucket.`);
  const found =
    (await objects.headBucket(uri.bucket)) !== undefined &&
    (await objects.list(uri.bucket, uri.key, 1)).objects.length > 0;
  if (found) return;
  throw validationException(
    `No S3 objects found under S3 URL "${s3Uri}" given in input data source. Please ensure that the bucket exists in the selected region (${scope.region}), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "${uri.bucket}".`,
  );
}

/** Refuses a destination whose bucket is not there. */
export async function checkOutput(objects: ObjectStore, s3Uri: string): Promise<void> {
  const uri = parseS3Uri(s3Uri);
  if (!uri) throw validationException(`The S3 URI ${s3Uri} is not valid: it must begin with s3:// and name a bucket.`);
  if (await objects.headBucket(uri.bucket)) return;
  throw validationException(
    `The S3 bucket "${uri.bucket}" given in output S3 URL "${s3Uri}" does not exist. Please create it first.`,
  );
}

/** Refuses names given twice. `what` is the member, for the message. */
export function checkUnique(what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw validationException(`Duplicate ${what}: ${twice}. Each must be unique within a job.`);
}

/** Refuses a directory of the host that is not a plain path below `below`. Gives it without a slash at its end. */
export function checkHostPath(what: string, path: string, below: string): string {
  const trimmed = path.replace(/\/+$/, '');
  const inside = trimmed.startsWith(`${below}/`) && isPlainPath(trimmed.slice(below.length + 1));
  if (!inside) throw validationException(`${what} "${path}" must be a path below ${below}.`);
  return trimmed;
}

/** Refuses metric definitions that could never match. */
export function checkMetrics(definitions: readonly MetricDefinition[]): void {
  checkUnique(
    'metric name',
    definitions.map((definition) => definition.name),
  );
  for (const { name, regex } of definitions) {
    if (groupsOf(name, regex) === 0) {
      throw validationException(`The regex of metric ${name} needs a group that captures the value: ${regex}`);
    }
  }
}

function groupsOf(name: string, regex: string): number {
  try {
    return captureGroups(metricRegex(regex));
  } catch (error) {
    throw validationException(`The regex of metric ${name} can not be used: ${(error as Error).message}`);
  }
}
