import type { DeleteModelPackageInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { noSuchPackage, packagePlace } from '../registry-names.ts';
import { packageTable } from '../registry-store.ts';
import { forgetTokens } from '../token-store.ts';

/** Removes a package; its number is not given again, and models made from it go on. */
export function deleteModelPackage({ store }: RegistryDeps): Operation<DeleteModelPackageInput, Record<never, never>> {
  return async (input, context) => {
    const place = packagePlace(input.ModelPackageName, context);
    await store.transaction(async (tx) => {
      const found = await packageTable.findForUpdate(store, tx, context, place.name, place.parent);
      if (!found) throw noSuchPackage(place.arn);
      await packageTable.delete(tx, context, place.name, place.parent);
      await removeTags(tx, found.arn.toLowerCase());
      await forgetTokens(tx, found.arn);
    });
    return {};
  };
}
