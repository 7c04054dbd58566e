import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { callContext } from '../support/callers.ts';
import {
  FEATURE_LIMITS,
  type FeatureWorld,
  featureGroupRequest,
  KEY,
  openFeatureWorld,
} from '../support/feature-world.ts';
import { forEachStore } from '../support/stores.ts';
import { until } from '../support/until.ts';

forEachStore('A feature group', (open) => {
  /** Before the engine starts every new group stays Creating. */
  async function inWorld(test: (world: FeatureWorld) => Promise<void>): Promise<void> {
    const world = await openFeatureWorld(await open());
    try {
      await test(world);
    } finally {
      await world.close();
    }
  }

  const settled = ({ call }: FeatureWorld, FeatureGroupName: string) =>
    until(
      () => call('DescribeFeatureGroup', { FeatureGroupName }),
      (group) => group.FeatureGroupStatus !== 'Creating',
    );

  it('is Creating until the engine has seen it, and can be neither deleted nor updated so long', () =>
    inWorld(async (world) => {
      const { call } = world;
      const input = featureGroupRequest();
      const { FeatureGroupName } = input;
      await call('CreateFeatureGroup', input);
      expect((await call('DescribeFeatureGroup', { FeatureGroupName })).FeatureGroupStatus).toBe('Creating');
      await expect(call('DeleteFeatureGroup', { FeatureGroupName })).rejects.toMatchObject({
        code: 'ValidationException',
        message: `FeatureGroup ${FeatureGroupName} can not be deleted: it is in status Creating.`,
      });
      const FeatureAdditions = [{ ...KEY, FeatureName: 'more' }];
      await expect(call('UpdateFeatureGroup', { FeatureGroupName, FeatureAdditions })).rejects.toMatchObject({
        code: 'ValidationException',
        message: `FeatureGroup ${FeatureGroupName} can not be updated: it is in status Creating.`,
      });
      await world.engine.start();
      expect((await settled(world, FeatureGroupName)).FeatureGroupStatus).toBe('Created');
    }));

  it('waits with few others of its account: more at a time are refused, however many ask at once', () =>
    inWorld(async ({ call, engine }) => {
      const attempts = Array.from({ length: FEATURE_LIMITS.creations + 2 }, () =>
        call('CreateFeatureGroup', featureGroupRequest()),
      );
      const answers = await Promise.allSettled(attempts);
      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
      expect(refused).toHaveLength(2);
      for (const error of refused) {
        expect(error).toMatchObject({
          code: 'ResourceLimitExceeded',
          message:
            "The account-level service limit 'Maximum number of feature group creation workflows executing in parallel' " +
            'is 3 FeatureGroups, with current utilization of 3 FeatureGroups and a request delta of 1 FeatureGroups.',
        });
      }
      await call('CreateFeatureGroup', featureGroupRequest(), callContext({ account: '210987654321' }));
      await engine.start();
      await until(
        () => call('ListFeatureGroups', { FeatureGroupStatusEquals: 'Created' }),
        (page) => page.FeatureGroupSummaries.length === FEATURE_LIMITS.creations,
      );
      await call('CreateFeatureGroup', featureGroupRequest());
    }));

  it('fails when its bucket goes while it is being created, says why, and can be deleted', () =>
    inWorld(async (world) => {
      const { call } = world;
      const S3Uri = `s3://${world.bucket}/x`;
      const OfflineStoreConfig = { S3StorageConfig: { S3Uri } };
      const input = featureGroupRequest({ OfflineStoreConfig, RoleArn: world.role });
      const { FeatureGroupName } = input;
      await call('CreateFeatureGroup', input);
      await world.objects.buckets.delete(world.bucket);
      await world.engine.start();
      const reason = `The FeatureGroup could not be created in the OfflineStore: the bucket of ${S3Uri} can not be used.`;
      expect(await settled(world, FeatureGroupName)).toMatchObject({
        FeatureGroupStatus: 'CreateFailed',
        FailureReason: reason,
        OfflineStoreStatus: { Status: 'Blocked', BlockedReason: reason },
      });
      const blocked = await call('ListFeatureGroups', { OfflineStoreStatusEquals: 'Blocked' });
      expect(blocked.FeatureGroupSummaries).toHaveLength(1);
      await call('DeleteFeatureGroup', { FeatureGroupName });
      await until(
        () => call('ListFeatureGroups', {}),
        (page) => page.FeatureGroupSummaries.length === 0,
      );
    }));

  it('is Deleting until the second of its creation is over, and keeps its name so long', () =>
    inWorld(async (world) => {
      const { call } = world;
      await world.engine.start();
      const input = featureGroupRequest();
      const { FeatureGroupName } = input;
      // Early in a second, so that there is time to look before it is over.
      await until(
        async () => systemClock.nowMs() % 1000,
        (ms) => ms < 300,
      );
      await call('CreateFeatureGroup', input);
      const { CreationTime } = await settled(world, FeatureGroupName);
      await call('DeleteFeatureGroup', { FeatureGroupName });
      const gone = async () =>
        (await call('ListFeatureGroups', { FeatureGroupStatusEquals: 'Deleting' })).FeatureGroupSummaries.length === 0;
      if (systemClock.nowMs() < (Math.floor(CreationTime) + 1) * 1000 - 100) {
        await expect(call('CreateFeatureGroup', input)).rejects.toMatchObject({ code: 'ResourceInUse' });
        await expect(call('DeleteFeatureGroup', { FeatureGroupName })).rejects.toThrow('it is in status Deleting');
      }
      await until(gone, Boolean);
      expect(Math.floor(systemClock.nowMs() / 1000)).toBeGreaterThan(Math.floor(CreationTime));
      await call('CreateFeatureGroup', input);
      await settled(world, FeatureGroupName);
    }));
});
