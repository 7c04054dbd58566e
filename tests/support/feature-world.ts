import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CreateFeatureGroupRequest,
  FeatureDefinition,
  SageMakerOperations,
} from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { systemClock } from '../../src/base/clock.ts';
import { newUuid, randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createIdentity } from '../../src/neighbours/iam/index.ts';
import { featuresDomain } from '../../src/services/features/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, caller, REGION } from './callers.ts';

export const KEY: FeatureDefinition = { FeatureName: 'customer-id', FeatureType: 'Integral' };
export const TIME: FeatureDefinition = { FeatureName: 'Event_Time', FeatureType: 'String' };
export const FEATURES: FeatureDefinition[] = [KEY, TIME, { FeatureName: 'amount', FeatureType: 'Fractional' }];
export const FEATURE_LIMITS = { groups: 8, creations: 3 };

export type FeatureWorld = Awaited<ReturnType<typeof openFeatureWorld>>;

/** A new group with an online store, unless members say otherwise. */
export const featureGroupRequest = (members: Partial<CreateFeatureGroupRequest> = {}): CreateFeatureGroupRequest => ({
  FeatureGroupName: `Group-${randomLowerId(8)}`,
  RecordIdentifierFeatureName: KEY.FeatureName,
  EventTimeFeatureName: TIME.FeatureName,
  FeatureDefinitions: FEATURES,
  OnlineStoreConfig: { EnableOnlineStore: true },
  ...members,
});

/** Feature groups on an engine that the test starts. */
export async function openFeatureWorld(store: SqlStore) {
  const clock = systemClock;
  const logger = silentLogger;
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-features-'));
  const objects = await openObjectStore({ store, dataDir, clock, logger });
  const { roles, ensureAdministrator } = createIdentity({ store, clock, logger, endpoint: () => 'http://127.0.0.1:9' });
  const administrator = await ensureAdministrator({ account: ACCOUNT, region: REGION });
  const engine = createEngine({ store, clock, logger, nodeId: newUuid() });
  const tokens = new PageTokens(new Uint8Array(32));
  const { scheduler } = engine;
  const limits = FEATURE_LIMITS;
  const domain = featuresDomain({ store, scheduler, objects, roles, tokens, clock, limits, featuresPerPage: 2 });
  for (const controller of domain.controllers) engine.register(controller);
  const newBucket = async (scope: { account?: string; region?: string } = {}) => {
    const own = { account: ACCOUNT, region: REGION, ...scope };
    const { bucket } = await objects.buckets.create(`bucket-${randomLowerId(12)}`, own);
    return bucket.name;
  };
  return {
    engine,
    objects,
    newBucket,
    bucket: await newBucket(),
    role: administrator.executionRoleArn,
    call: caller<SageMakerOperations>({ ...domain.handlers, ...tagHandlers(store, tokens) }),
    async close() {
      await engine.stop();
      await objects.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
