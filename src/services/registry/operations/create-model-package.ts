import { conflictException, validationException } from '../../../api/errors.ts';
import type { CreateModelPackageInput, CreateModelPackageOutput, Tag } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { recordApproval } from '../approval-store.ts';
import { checkPackageRequest } from '../package-checks.ts';
import { recordPackage } from '../package-lineage.ts';
import { tellOfPackage } from '../package-news.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn, groupName, noSuchGroup, packageArn } from '../registry-names.ts';
import { groupTable, type PackageRecord, packageTable } from '../registry-store.ts';
import { withSourceAlgorithm } from '../source-algorithm.ts';
import { packageOfToken, rememberToken } from '../token-store.ts';

/** Makes the next version of a group, or a package that stands alone. A repeated ClientToken answers the first one's ARN. */
export function createModelPackage(deps: RegistryDeps): Operation<CreateModelPackageInput, CreateModelPackageOutput> {
  const { store, clock } = deps;
  return async (asked, context) => {
    checkTags(asked.Tags ?? []);
    const input = await withSourceAlgorithm(store, asked, context);
    checkPackageRequest(input);
    const request = { operation: 'CreateModelPackage', input: asked } as const;
    const arn = await store.transaction(async (tx) => {
      const nowMs = clock.nowMs();
      const made = await packageOfToken(tx, context, request, nowMs);
      if (made !== undefined) return made;
      const record = await nextRecord(deps, tx, input, context, nowMs);
      if (!(await rememberToken(tx, context, request, record.arn, nowMs))) {
        throw conflictException(`A request with ClientToken ${input.ClientToken} is already in progress.`);
      }
      await insertPackage(tx, deps, record, input.Tags ?? [], context);
      return record.arn;
    });
    return { ModelPackageArn: arn };
  };
}

async function nextRecord(
  deps: RegistryDeps,
  tx: SqlTransaction,
  input: CreateModelPackageInput,
  context: OperationContext,
  nowMs: number,
): Promise<PackageRecord> {
  const { Tags, ClientToken, ModelApprovalStatus: approval, ...content } = input;
  const common = {
    account: context.account,
    region: context.region,
    status: 'Completed',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: { content, createdBy: userContext(context) },
  };
  if (input.ModelPackageGroupName === undefined) {
    const name = input.ModelPackageName ?? '';
    const extra = { kind: 'Unversioned', version: 0, approval_status: '' } as const;
    return { ...common, parent: '', name, arn: packageArn(context, name), extra };
  }
  const group = groupName(input.ModelPackageGroupName, context);
  const version = await nextVersion(deps, tx, group, context, nowMs);
  const name = `${version.groupName}/${version.number}`;
  return {
    ...common,
    parent: group.toLowerCase(),
    name,
    arn: packageArn(context, name),
    extra: { kind: 'Versioned', version: version.number, approval_status: approval ?? 'PendingManualApproval' },
  };
}

/** Takes the group's next number, under the group's lock. */
async function nextVersion(
  { store }: RegistryDeps,
  tx: SqlTransaction,
  name: string,
  context: OperationContext,
  nowMs: number,
) {
  const group = await groupTable.findForUpdate(store, tx, context, name);
  if (!group) throw noSuchGroup(groupArn(context, name));
  const number = group.extra.last_version + 1;
  await groupTable.update(tx, { ...group, modifiedMs: nowMs, extra: { last_version: number } });
  return { groupName: group.name, number };
}

async function insertPackage(
  tx: SqlTransaction,
  { lineage, scheduler, ...listeners }: RegistryDeps,
  record: PackageRecord,
  tags: readonly Tag[],
  context: OperationContext,
): Promise<void> {
  if (!(await packageTable.insert(tx, record))) {
    throw validationException(`ModelPackage already exists: ${record.arn}`);
  }
  await putTags(tx, record.arn.toLowerCase(), tags);
  await tellOfPackage(listeners, tx, record);
  if (record.extra.approval_status === '') return recordPackage(tx, lineage, record);
  const decision = {
    packageArn: record.arn,
    decidedMs: record.creationMs,
    status: record.extra.approval_status,
    principalArn: context.principal.arn,
  };
  await recordApproval(tx, decision);
  await scheduler?.publish(tx, groupArn(context, record.parent));
  await recordPackage(tx, lineage, record, decision);
}
