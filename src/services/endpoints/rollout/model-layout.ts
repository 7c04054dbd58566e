import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { JobFailure, ServiceError } from '../../../base/errors.ts';
import { isCompleteSinceBoot, markComplete } from '../../../jobs/boot-marker.ts';
import { download } from '../../../jobs/input-download.ts';
import { listInput } from '../../../jobs/input-listing.ts';
import { unpackArchive } from '../../../jobs/unpack-archive.ts';
import { type ObjectStore, parseS3Uri } from '../../../store/objects/object-store.ts';
import { variantDirectory } from '../endpoint-names.ts';
import type { FleetVariant } from '../endpoints-store.ts';

/** Where a variant's files lie on this machine. Both directories exist; both are mounted read-only. */
export interface VariantFiles {
  readonly model: string;
  /** Scripts of SAGEMAKER_SUBMIT_DIRECTORY, for a runtime in script mode. */
  readonly code?: string;
}

/**
 * Lays out model and scripts of a variant once for all of its instances. What is there is complete: it is made under
 * another name and renamed. `objectsOf` gives the objects that an account may read, the endpoint's own unless one is
 * named. Throws JobFailure for archives that are missing or refused.
 */
export async function layOutVariant(
  objectsOf: (account?: string) => ObjectStore,
  variant: FleetVariant,
  scriptMode: boolean,
  deployment: string,
  signal: AbortSignal,
): Promise<VariantFiles> {
  const directory = variantDirectory(deployment, variant.name);
  const model = join(directory, 'model');
  await makeOnce(model, (partial) => layOutModel(objectsOf(variant.container.dataAccount), variant, partial, signal));
  const source = variant.container.environment['SAGEMAKER_SUBMIT_DIRECTORY'];
  if (!scriptMode || !source?.startsWith('s3://')) return { model };
  const code = join(directory, 'code');
  await makeOnce(code, (partial) =>
    unpackFrom(objectsOf(variant.container.codeAccount), 'source archive', source, partial, signal),
  );
  return { model, code };
}

async function layOutModel(
  objects: ObjectStore,
  { container }: FleetVariant,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const data = container.modelData;
  if (!data) return;
  if (data.form === 'archive') return unpackFrom(objects, 'model data archive', data.s3Uri, directory, signal);
  const listed = await listInput(objects, {
    name: 'model',
    s3Uri: data.s3Uri,
    dataType: 'S3Prefix',
    distribution: 'FullyReplicated',
    path: '/opt/ml/model',
    shareable: true,
    optional: false,
  });
  await download(objects, listed, directory, 'link', signal);
}

async function unpackFrom(
  objects: ObjectStore,
  what: string,
  s3Uri: string,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  const place = parseS3Uri(s3Uri);
  try {
    if (!place) throw new ServiceError('InvalidUri', 'it is no S3 URI');
    const { object, body } = await objects.read(place.bucket, place.key);
    await unpackArchive({ body: addAbortSignal(signal, body), sizeBytes: object.sizeBytes, s3Uri }, directory);
  } catch (error) {
    if (!(error instanceof JobFailure || error instanceof ServiceError)) throw error;
    throw new JobFailure(
      'ClientError',
      `Failed to extract ${what} from URL "${s3Uri}". Please ensure that the object located at the URL is a valid tar.gz archive. ${error.message}`,
    );
  }
}

/** A directory without a marker of this start of the machine was cut off, or may have lost content with the power. */
async function makeOnce(directory: string, make: (directory: string) => Promise<void>): Promise<void> {
  const marker = `${directory}.complete`;
  if (isCompleteSinceBoot(marker)) return;
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await make(directory);
  markComplete(marker);
}
