import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { OperationContext } from '../../../api/operation.ts';
import { partitionOf } from '../../../base/arn.ts';
import { ServiceError } from '../../../base/errors.ts';
import { removeTree } from '../../../base/remove-tree.ts';
import { objectsOfAccount } from '../../../store/objects/account-objects.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { unzip, ZipError } from '../repositories/unzip.ts';
import { ProvisioningError } from './resource-type.ts';

/** CodeCommit's limit for the archive. */
const ARCHIVE_BYTES_MAX = 20 * 1024 * 1024;

/** Unpacks a ZIP of the account's into a directory of its own for as long as it is used. */
export async function withSeedFromS3(
  { objects, access }: ProjectsDeps,
  context: OperationContext,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const uri = `s3://${bucket}/${key}`;
  await access.check('s3:GetObject', `arn:${partitionOf(context.region)}:s3:::${bucket}/${key}`, context);
  const directory = await mkdtemp(join(tmpdir(), 'sagebrush-seed-'));
  try {
    const { object, body } = await objectsOfAccount(objects, context.account).read(bucket, key);
    if (object.sizeBytes > ARCHIVE_BYTES_MAX) {
      body.destroy();
      throw new ProvisioningError(`${uri} has ${object.sizeBytes} bytes, more than ${ARCHIVE_BYTES_MAX}`);
    }
    await unzip(await buffer(body), directory);
    await use(directory);
  } catch (error) {
    if (error instanceof ZipError) throw new ProvisioningError(`${uri} can not be unpacked: ${error.message}`);
    if (error instanceof ServiceError) throw new ProvisioningError(`${uri} can not be read: ${error.message}`);
    throw error;
  } finally {
    await removeTree(directory);
  }
}
