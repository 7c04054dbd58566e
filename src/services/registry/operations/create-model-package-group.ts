import { validationException } from '../../../api/errors.ts';
import type {
  CreateModelPackageGroupInput,
  CreateModelPackageGroupOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn } from '../registry-names.ts';
import { groupTable } from '../registry-store.ts';

/** Makes an empty group; it is ready at once. */
export function createModelPackageGroup({
  store,
  clock,
}: RegistryDeps): Operation<CreateModelPackageGroupInput, CreateModelPackageGroupOutput> {
  return async (input, context) => {
    const { Tags: tags = [], ...request } = input;
    checkTags(tags);
    const arn = groupArn(context, input.ModelPackageGroupName);
    const nowMs = clock.nowMs();
    await store.transaction(async (tx) => {
      const inserted = await groupTable.insert(tx, {
        account: context.account,
        region: context.region,
        parent: '',
        name: input.ModelPackageGroupName,
        arn,
        status: 'Completed',
        creationMs: nowMs,
        modifiedMs: nowMs,
        document: { request, createdBy: userContext(context) },
        extra: { last_version: 0 },
      });
      if (!inserted) throw validationException(`Model Package Group already exists: ${arn}`);
      await putTags(tx, arn, tags);
    });
    return { ModelPackageGroupArn: arn };
  };
}
