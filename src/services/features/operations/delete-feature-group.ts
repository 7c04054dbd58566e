import { validationException } from '../../../api/errors.ts';
import type { DeleteFeatureGroupRequest } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { noSuchFeatureGroup, workOf } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import { featureGroupTable } from '../features-store.ts';
import { FEATURE_GROUP_STATES } from '../states.ts';

/** Begins the end of a group. What lies in the offline store, files and table, stays. */
export function deleteFeatureGroup({
  store,
  scheduler,
  clock,
}: FeaturesDeps): Operation<DeleteFeatureGroupRequest, Record<never, never>> {
  return async ({ FeatureGroupName: name }, context) => {
    await store.transaction(async (tx) => {
      const group = await featureGroupTable.findForUpdate(store, tx, context, name);
      if (!group) throw noSuchFeatureGroup(name);
      if (!FEATURE_GROUP_STATES[group.status].mayBeDeleted) {
        throw validationException(`FeatureGroup ${group.name} can not be deleted: it is in status ${group.status}.`);
      }
      await featureGroupTable.move(tx, group, { ...group, status: 'Deleting', modifiedMs: clock.nowMs() });
      await scheduler.schedule(tx, workOf(group));
    });
    return {};
  };
}
