import { validationException } from '../../../api/errors.ts';
import type { FeatureParameter, UpdateFeatureMetadataRequest } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { type FeatureMetadata, featureMetadata, putFeatureMetadata } from '../feature-metadata-store.ts';
import { featureGroupName, findFeature, noSuchFeatureGroup } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import { featureGroupTable } from '../features-store.ts';

/** Parameters that a feature may carry (API reference, UpdateFeatureMetadata). */
const PARAMETERS_MAX = 25;

/** Describes a feature for people: a text, and key-value pairs that are merged by key. */
export function updateFeatureMetadata({
  store,
  clock,
}: FeaturesDeps): Operation<UpdateFeatureMetadataRequest, Record<never, never>> {
  return async (input, context) => {
    const name = featureGroupName(input.FeatureGroupName, context);
    await store.transaction(async (tx) => {
      // The group's lock makes updates of one feature stand in line, and keeps them off a group that is going.
      const group = await featureGroupTable.findForUpdate(store, tx, context, name);
      if (!group) throw noSuchFeatureGroup(input.FeatureGroupName);
      const { FeatureName } = findFeature(group, input.FeatureName).definition;
      const before = await featureMetadata(tx.db, group.arn, FeatureName);
      await putFeatureMetadata(tx, group.arn, FeatureName, {
        description: input.Description ?? before?.description,
        parameters: changedParameters(before?.parameters ?? [], input),
        modifiedMs: clock.nowMs(),
      });
    });
    return {};
  };
}

function changedParameters(before: FeatureMetadata['parameters'], input: UpdateFeatureMetadataRequest) {
  const parameters = new Map(before.map(({ Key, Value }) => [Key, Value]));
  for (const key of input.ParameterRemovals ?? []) parameters.delete(key);
  for (const addition of input.ParameterAdditions ?? []) {
    const { Key, Value } = complete(addition);
    parameters.set(Key, Value);
  }
  if (parameters.size > PARAMETERS_MAX) {
    throw validationException(`A feature can have at most ${PARAMETERS_MAX} parameters.`);
  }
  return [...parameters].map(([Key, Value]) => ({ Key, Value }));
}

function complete({ Key, Value }: FeatureParameter) {
  if (Key === undefined || Value === undefined) {
    throw validationException('Each of ParameterAdditions must have a Key and a Value.');
  }
  return { Key, Value };
}
