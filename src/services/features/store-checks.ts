import { validationException } from '../../api/errors.ts';
import type {
  CreateFeatureGroupRequest,
  ThroughputConfigUpdate,
  TtlDuration,
} from '../../api/generated/sagemaker-types.ts';
import { checkDefinitions, checkKeyFeatures } from './definition-checks.ts';

/** Checks what the members of the request say about each other. Throws ValidationException. */
export function checkFeatureGroupRequest(input: CreateFeatureGroupRequest): void {
  const { OnlineStoreConfig: online, OfflineStoreConfig: offline, FeatureDefinitions: definitions } = input;
  checkDefinitions(definitions, isInMemory(input));
  checkKeyFeatures(definitions, input.RecordIdentifierFeatureName, input.EventTimeFeatureName);
  if (!online?.EnableOnlineStore && !offline) {
    throw validationException(
      'At least one of OnlineStoreConfig (with EnableOnlineStore true) and OfflineStoreConfig must be provided.',
    );
  }
  if (offline && input.RoleArn === undefined) {
    throw validationException('RoleArn must be provided when an OfflineStoreConfig is provided.');
  }
  checkTtl(online?.TtlDuration);
  checkThroughput(input.ThroughputConfig);
  if (offline?.TableFormat === 'Iceberg') checkIceberg(input);
}

export function isInMemory({ OnlineStoreConfig: online }: Pick<CreateFeatureGroupRequest, 'OnlineStoreConfig'>) {
  return online?.EnableOnlineStore === true && online.StorageType === 'InMemory';
}

/** Both members or none: a number without its unit says nothing. */
export function checkTtl(ttl: TtlDuration | undefined): void {
  if (ttl && (ttl.Unit === undefined || ttl.Value === undefined)) {
    throw validationException('TtlDuration must have both Unit and Value.');
  }
}

export function checkThroughput(throughput: ThroughputConfigUpdate | undefined): void {
  const {
    ThroughputMode,
    ProvisionedReadCapacityUnits: reads,
    ProvisionedWriteCapacityUnits: writes,
  } = throughput ?? {};
  if (ThroughputMode === 'Provisioned') {
    if (reads !== undefined && writes !== undefined) return;
    throw validationException(
      'ThroughputMode Provisioned needs ProvisionedReadCapacityUnits and ProvisionedWriteCapacityUnits.',
    );
  }
  if (reads !== undefined || writes !== undefined) {
    throw validationException(
      'ProvisionedReadCapacityUnits and ProvisionedWriteCapacityUnits need ThroughputMode Provisioned.',
    );
  }
}

/** Its partitions are days of the event time, which must be a date to be cut (developer guide, offline store formats). */
function checkIceberg(input: CreateFeatureGroupRequest): void {
  const eventTime = input.FeatureDefinitions.find((one) => one.FeatureName === input.EventTimeFeatureName);
  if (eventTime?.FeatureType !== 'String') {
    throw validationException('TableFormat Iceberg supports only event times of FeatureType String.');
  }
}
