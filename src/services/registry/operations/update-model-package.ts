import { conflictException, validationException } from '../../../api/errors.ts';
import type { UpdateModelPackageInput, UpdateModelPackageOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { recordApproval } from '../approval-store.ts';
import { recordPackage } from '../package-lineage.ts';
import { approvalStatus, tellOfUpdate } from '../package-news.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn, noSuchPackage, packagePlace } from '../registry-names.ts';
import { type PackageDocument, type PackageRecord, packageTable } from '../registry-store.ts';
import { packageOfToken, rememberToken } from '../token-store.ts';

/** Entries of CustomerMetadataProperties (service model). */
const METADATA_MAX = 50;

/** Changes a package. Any approval may follow any other; each decision is written to the history, a repeated request once. */
export function updateModelPackage({
  store,
  clock,
  lineage,
  scheduler,
  ...listeners
}: RegistryDeps): Operation<UpdateModelPackageInput, UpdateModelPackageOutput> {
  return async (input, context) => {
    const place = packagePlace(input.ModelPackageArn, context);
    const request = { operation: 'UpdateModelPackage', input } as const;
    const arn = await store.transaction(async (tx) => {
      const found = await packageTable.findForUpdate(store, tx, context, place.name, place.parent);
      if (!found) throw noSuchPackage(place.arn);
      const nowMs = clock.nowMs();
      if (await packageOfToken(tx, context, request, nowMs)) return found.arn;
      if (!(await rememberToken(tx, context, request, found.arn, nowMs))) {
        throw conflictException(`A request with ClientToken ${input.ClientToken} is already in progress.`);
      }
      const changed = change(found, input, context, nowMs);
      await packageTable.update(tx, changed);
      const decision = input.ModelApprovalStatus && {
        packageArn: found.arn,
        decidedMs: changed.modifiedMs,
        status: input.ModelApprovalStatus,
        previousStatus: approvalStatus(found),
        description: input.ApprovalDescription,
        principalArn: context.principal.arn,
      };
      if (decision) {
        await recordApproval(tx, decision);
        await scheduler?.publish(tx, groupArn(context, found.parent));
      }
      await recordPackage(tx, lineage, changed, decision);
      await tellOfUpdate(listeners, tx, changed, input, decision || undefined);
      return found.arn;
    });
    return { ModelPackageArn: arn };
  };
}

function change(
  found: PackageRecord,
  input: UpdateModelPackageInput,
  context: OperationContext,
  nowMs: number,
): PackageRecord {
  const status = input.ModelApprovalStatus;
  if (status !== undefined && found.extra.kind === 'Unversioned') {
    throw validationException('ModelApprovalStatus can only be set on a versioned model package.');
  }
  return {
    ...found,
    modifiedMs: nowMs,
    extra: status === undefined ? found.extra : { ...found.extra, approval_status: status },
    document: {
      ...found.document,
      content: changeContent(found.document.content, input),
      approvalDescription: input.ApprovalDescription ?? found.document.approvalDescription,
      lastModifiedBy: userContext(context),
    },
  };
}

function changeContent(content: PackageDocument['content'], input: UpdateModelPackageInput) {
  const added = input.AdditionalInferenceSpecificationsToAdd ?? [];
  const metadata = changeMetadata(content.CustomerMetadataProperties, input);
  return {
    ...content,
    ...(metadata && { CustomerMetadataProperties: metadata }),
    ...(added.length > 0 && {
      AdditionalInferenceSpecifications: [...(content.AdditionalInferenceSpecifications ?? []), ...added],
    }),
    ...(input.InferenceSpecification && { InferenceSpecification: input.InferenceSpecification }),
    ...(input.ModelPackageRegistrationType && { ModelPackageRegistrationType: input.ModelPackageRegistrationType }),
    ...(input.SourceUri !== undefined && { SourceUri: input.SourceUri }),
    ...(input.ModelCard && { ModelCard: input.ModelCard }),
    ...(input.ModelLifeCycle && { ModelLifeCycle: input.ModelLifeCycle }),
  };
}

function changeMetadata(metadata: Record<string, string> | undefined, input: UpdateModelPackageInput) {
  const removed = new Set(input.CustomerMetadataPropertiesToRemove ?? []);
  if (!input.CustomerMetadataProperties && removed.size === 0) return metadata;
  const kept = Object.entries(metadata ?? {}).filter(([key]) => !removed.has(key));
  const merged = { ...Object.fromEntries(kept), ...input.CustomerMetadataProperties };
  if (Object.keys(merged).length > METADATA_MAX) {
    throw validationException(`CustomerMetadataProperties can have at most ${METADATA_MAX} entries.`);
  }
  return merged;
}
