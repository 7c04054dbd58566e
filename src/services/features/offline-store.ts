import { validationException } from '../../api/errors.ts';
import type { OfflineStoreConfig } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { InvariantError, ServiceError } from '../../base/errors.ts';
import { type ObjectStore, parseS3Uri } from '../../store/objects/object-store.ts';

const CATALOG = 'AwsDataCatalog';
const DATABASE = 'sagemaker_featurestore';

/** Whole seconds since the epoch: what tells a group's files and table from those of an earlier group of its name. */
export const creationEpoch = (creationMs: number) => Math.floor(creationMs / 1000);

/**
 * The offline store as Describe shows it: where the files go and which table reads them. Both names are settled before
 * anything is written. What the caller says of the resolved output is not taken: it is the service's to say.
 */
export function resolveOfflineStore(
  config: OfflineStoreConfig,
  scope: Scope,
  groupName: string,
  creationMs: number,
): OfflineStoreConfig {
  const { S3Uri, KmsKeyId } = config.S3StorageConfig;
  const isCatalogued = config.DisableGlueTableCreation !== true;
  const table = { TableName: tableName(groupName, creationMs), Catalog: CATALOG, Database: DATABASE };
  return {
    ...config,
    S3StorageConfig: { S3Uri, KmsKeyId, ResolvedOutputS3Uri: resolvedOutput(S3Uri, scope, groupName, creationMs) },
    DisableGlueTableCreation: config.DisableGlueTableCreation ?? false,
    DataCatalogConfig: config.DataCatalogConfig ?? (isCatalogued ? table : undefined),
  };
}

/** Refuses a place that can't hold the files: no S3 URI, no such bucket, or a bucket of another account or region. */
export async function checkOfflineStore(
  objects: ObjectStore,
  { S3StorageConfig: { S3Uri } }: OfflineStoreConfig,
  scope: Scope,
): Promise<void> {
  if (!(await isUsable(objects, S3Uri, scope))) throw validationException('Invalid S3Uri provided');
}

export async function isUsable(objects: ObjectStore, s3Uri: string, scope: Scope): Promise<boolean> {
  const place = parseS3Uri(s3Uri);
  if (!place) return false;
  try {
    const bucket = await objects.headBucket(place.bucket);
    return bucket?.account === scope.account && bucket.region === scope.region;
  } catch (error) {
    if (error instanceof ServiceError && error.status < 500) return false;
    throw error;
  }
}

/** Layout from the developer guide, "Feature Store offline store data format". */
function resolvedOutput(s3Uri: string, scope: Scope, groupName: string, creationMs: number): string {
  const place = parseS3Uri(s3Uri);
  if (!place) throw new InvariantError(`${s3Uri} was not checked before it was resolved`);
  const prefix = place.key.replace(/\/$/, '');
  const below = `${scope.account}/sagemaker/${scope.region}/offline-store`;
  const directory = `${groupName}-${creationEpoch(creationMs)}`;
  return `s3://${place.bucket}/${prefix === '' ? '' : `${prefix}/`}${below}/${directory}/data`;
}

/** Catalogs keep table names in lower case. Queries must quote it because of the hyphen. */
function tableName(groupName: string, creationMs: number): string {
  return `${groupName}-${creationEpoch(creationMs)}`.toLowerCase();
}
