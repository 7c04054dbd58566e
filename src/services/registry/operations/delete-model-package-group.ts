import { conflictException } from '../../../api/errors.ts';
import type { DeleteModelPackageGroupInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { removePolicy } from '../policy-store.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn, groupName, noSuchGroup } from '../registry-names.ts';
import { groupTable, packageTable } from '../registry-store.ts';

/** Removes a group without versions. */
export function deleteModelPackageGroup({
  store,
}: RegistryDeps): Operation<DeleteModelPackageGroupInput, Record<never, never>> {
  return async (input, context) => {
    const name = groupName(input.ModelPackageGroupName, context);
    await store.transaction(async (tx) => {
      const group = await groupTable.findForUpdate(store, tx, context, name);
      if (!group) throw noSuchGroup(groupArn(context, name));
      const [version] = await packageTable.list(tx.db, context, {
        parent: name.toLowerCase(),
        sortBy: 'name_key',
        order: 'asc',
        limit: 1,
      });
      if (version) {
        throw conflictException(
          `Model Package Group ${group.arn} cannot be deleted because it still contains model packages.`,
        );
      }
      await groupTable.delete(tx, context, name);
      await removeTags(tx, group.arn.toLowerCase());
      await removePolicy(tx, group.arn);
    });
    return {};
  };
}
