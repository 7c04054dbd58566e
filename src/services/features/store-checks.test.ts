import { describe, expect, it } from 'vitest';
import type { CreateFeatureGroupRequest, FeatureDefinition } from '../../api/generated/sagemaker-types.ts';
import { checkFeatureGroupRequest } from './store-checks.ts';

const KEY: FeatureDefinition = { FeatureName: 'id', FeatureType: 'String' };
const TIME: FeatureDefinition = { FeatureName: 'at', FeatureType: 'Fractional' };
const OFFLINE = { S3StorageConfig: { S3Uri: 's3://bucket/prefix' } };
const IN_MEMORY = { EnableOnlineStore: true, StorageType: 'InMemory' as const };

function check(members: Partial<CreateFeatureGroupRequest>) {
  return () =>
    checkFeatureGroupRequest({
      FeatureGroupName: 'group',
      RecordIdentifierFeatureName: 'id',
      EventTimeFeatureName: 'at',
      FeatureDefinitions: [KEY, TIME],
      OnlineStoreConfig: { EnableOnlineStore: true },
      ...members,
    });
}

const withFeature = (definition: FeatureDefinition, members: Partial<CreateFeatureGroupRequest> = {}) =>
  check({ FeatureDefinitions: [KEY, TIME, definition], ...members });

describe('the features of a group', () => {
  it('have names that are neither reserved nor given twice, whatever their case', () => {
    for (const FeatureName of ['is_deleted', 'Write_Time', 'API_INVOCATION_TIME']) {
      expect(withFeature({ FeatureName, FeatureType: 'String' })).toThrow(`FeatureName ${FeatureName} is reserved.`);
    }
    expect(withFeature({ FeatureName: 'ID', FeatureType: 'String' })).toThrow('Duplicate FeatureName ID.');
    expect(withFeature({ FeatureName: 'is-deleted', FeatureType: 'String' })).not.toThrow();
  });

  it('include identifier and event time, spelled alike', () => {
    expect(check({ RecordIdentifierFeatureName: 'Id' })).toThrow('RecordIdentifierFeatureName Id must be one of');
    expect(check({ EventTimeFeatureName: 'when' })).toThrow('EventTimeFeatureName when must be one of');
  });

  it('have an event time of type String or Fractional; the identifier may be of any type', () => {
    for (const FeatureType of ['String', 'Fractional', 'Integral'] as const) {
      expect(check({ FeatureDefinitions: [{ FeatureName: 'id', FeatureType }, TIME] })).not.toThrow();
    }
    expect(check({ FeatureDefinitions: [KEY, { FeatureName: 'at', FeatureType: 'String' }] })).not.toThrow();
    expect(check({ FeatureDefinitions: [KEY, { FeatureName: 'at', FeatureType: 'Integral' }] })).toThrow(
      'EventTimeFeatureName at has FeatureType Integral.',
    );
  });

  it('are 2,500 at most', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ FeatureName: `f${index}`, FeatureType: 'String' as const }));
    expect(check({ FeatureDefinitions: [KEY, TIME, ...many(2498)] })).not.toThrow();
    expect(check({ FeatureDefinitions: [KEY, TIME, ...many(2499)] })).toThrow('at most 2500');
  });

  it('are collections only in an in-memory store, and vectors only of fractions with a dimension', () => {
    const vector = { CollectionType: 'Vector', CollectionConfig: { VectorConfig: { Dimension: 3 } } } as const;
    const list: FeatureDefinition = { FeatureName: 'l', FeatureType: 'String', CollectionType: 'List' };
    expect(withFeature(list)).toThrow('requires an online store of StorageType InMemory');
    const inMemory = { OnlineStoreConfig: IN_MEMORY };
    expect(withFeature(list, inMemory)).not.toThrow();
    expect(withFeature({ FeatureName: 'v', FeatureType: 'Fractional', ...vector }, inMemory)).not.toThrow();
    expect(withFeature({ FeatureName: 'v', FeatureType: 'String', ...vector }, inMemory)).toThrow(
      'FeatureType Fractional',
    );
    expect(withFeature({ FeatureName: 'v', FeatureType: 'Fractional', CollectionType: 'Vector' }, inMemory)).toThrow(
      'VectorConfig',
    );
    expect(withFeature({ ...list, CollectionConfig: vector.CollectionConfig }, inMemory)).toThrow(
      'requires CollectionType',
    );
    expect(check({ ...inMemory, FeatureDefinitions: [{ ...KEY, CollectionType: 'Set' }, TIME] })).toThrow(
      'RecordIdentifierFeatureName id cannot have a CollectionType.',
    );
  });
});

describe('the stores of a group', () => {
  it('are at least one, and the offline store needs a role', () => {
    const role = 'arn:aws:iam::123456789012:role/some';
    for (const OnlineStoreConfig of [undefined, {}, { EnableOnlineStore: false }]) {
      expect(check({ OnlineStoreConfig })).toThrow('At least one of OnlineStoreConfig');
      expect(check({ OnlineStoreConfig, OfflineStoreConfig: OFFLINE, RoleArn: role })).not.toThrow();
    }
    expect(check({ OfflineStoreConfig: OFFLINE })).toThrow('RoleArn must be provided');
  });

  it('are Iceberg tables only with event times that are strings', () => {
    const iceberg = {
      OfflineStoreConfig: { ...OFFLINE, TableFormat: 'Iceberg' as const },
      RoleArn: 'arn:aws:iam::123456789012:role/some',
    };
    expect(check(iceberg)).toThrow('TableFormat Iceberg supports only event times of FeatureType String.');
    expect(check({ ...iceberg, FeatureDefinitions: [KEY, { ...TIME, FeatureType: 'String' }] })).not.toThrow();
  });

  it('have whole times to live and whole throughputs', () => {
    expect(check({ OnlineStoreConfig: { EnableOnlineStore: true, TtlDuration: { Value: 1 } } })).toThrow('both Unit');
    expect(check({ ThroughputConfig: { ThroughputMode: 'Provisioned', ProvisionedReadCapacityUnits: 1 } })).toThrow(
      'ProvisionedWriteCapacityUnits',
    );
    expect(check({ ThroughputConfig: { ThroughputMode: 'OnDemand', ProvisionedReadCapacityUnits: 1 } })).toThrow(
      'need ThroughputMode Provisioned',
    );
  });
});
