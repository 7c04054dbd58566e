import { validationException } from '../../api/errors.ts';
import type { Tag } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, partitionOf } from '../../base/arn.ts';

/** Most tags a resource may carry (developer guide, tag restrictions). */
export const TAGS_MAX = 50;

/**
 * The resource's ARN as rows are keyed by it: lower case, because SageMaker compares names without case.
 * Refuses what is no SageMaker ARN of the caller's account and region.
 */
export function taggedArn(resourceArn: string, context: OperationContext): string {
  const arn = parseArn(resourceArn);
  if (arn?.service !== 'sagemaker') throw validationException(`Invalid ARN: ${resourceArn}`);
  const isOwn = arn.account === context.account && arn.region === context.region;
  if (!isOwn || arn.partition !== partitionOf(context.region)) throw noSuchResource(resourceArn, context);
  return resourceArn.toLowerCase();
}

export const noSuchResource = (resourceArn: string, { account, region }: OperationContext) =>
  validationException(`Could not find resource ${resourceArn} in account ${account}, region ${region}.`);

/** Refuses keys that AWS keeps for itself and keys given twice. */
export function checkTags(tags: readonly Tag[]): void {
  const seen = new Set<string>();
  for (const { Key } of tags) {
    if (Key.toLowerCase().startsWith('aws:')) {
      throw validationException(`System tags cannot be added or updated by requester: ${Key}`);
    }
    if (seen.has(Key)) throw validationException(`Duplicate tag keys found: ${Key}`);
    seen.add(Key);
  }
}
