import { resourceInUse, validationException } from '../../../api/errors.ts';
import type { CreateFeatureGroupRequest, CreateFeatureGroupResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { Scope } from '../../../base/arn.ts';
import { ServiceError } from '../../../base/errors.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { checkFeatureLimits, FEATURE_LIMITS } from '../feature-limits.ts';
import { featureGroupArn, workOf } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import { type FeatureGroupRecord, featureGroupTable } from '../features-store.ts';
import { checkOfflineStore, resolveOfflineStore } from '../offline-store.ts';
import { checkFeatureGroupRequest } from '../store-checks.ts';

/** Begins a feature group: the controller finishes it. */
export function createFeatureGroup(
  deps: FeaturesDeps,
): Operation<CreateFeatureGroupRequest, CreateFeatureGroupResponse> {
  const { store, scheduler, clock, limits = FEATURE_LIMITS } = deps;
  return async (input, context) => {
    const tags = input.Tags ?? [];
    checkTags(tags);
    checkFeatureGroupRequest(input);
    if (input.RoleArn !== undefined) await checkRole(deps, input.RoleArn, context);
    if (input.OfflineStoreConfig) await checkOfflineStore(deps.objects, input.OfflineStoreConfig, context);
    const record = newRecord(input, context, clock.nowMs());
    await store.transaction(async (tx) => {
      if (!(await featureGroupTable.insert(tx, record))) throw alreadyExists(record.name);
      await checkFeatureLimits(tx, context, limits);
      await putTags(tx, record.arn, tags);
      await scheduler.schedule(tx, workOf(record));
    });
    return { FeatureGroupArn: record.arn };
  };
}

function newRecord(input: CreateFeatureGroupRequest, scope: Scope, nowMs: number): FeatureGroupRecord {
  const { FeatureGroupName: name, OfflineStoreConfig: offline } = input;
  return {
    account: scope.account,
    region: scope.region,
    parent: '',
    name,
    arn: featureGroupArn(scope, name),
    status: 'Creating',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: {
      recordIdentifier: input.RecordIdentifierFeatureName,
      eventTime: input.EventTimeFeatureName,
      features: input.FeatureDefinitions.map((definition) => ({ definition, creationMs: nowMs })),
      onlineStore: input.OnlineStoreConfig,
      offlineStore: offline && resolveOfflineStore(offline, scope, name, nowMs),
      throughput: input.ThroughputConfig,
      roleArn: input.RoleArn,
      description: input.Description,
    },
    extra: { offline_status: offline ? 'Active' : 'Disabled' },
  };
}

/** Refuses a role that may not be passed, in the words that CreateFeatureGroup has for it. */
async function checkRole({ roles }: FeaturesDeps, roleArn: string, context: OperationContext): Promise<void> {
  try {
    await roles.checkPassRole(roleArn, context);
  } catch (error) {
    if (!(error instanceof ServiceError) || !error.message.startsWith('Could not assume role')) throw error;
    throw validationException(
      `The execution role ARN is invalid. Please ensure that the role ${roleArn} exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
    );
  }
}

/** Both lines, and the break between them, are SageMaker's. */
const alreadyExists = (name: string) =>
  resourceInUse(
    `Resource Already Exists: FeatureGroup with name ${name} already exists. Choose a different name.\n` +
      `Info: Feature Group '${name}' already exists.`,
  );
