import { resourceNotFound } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';
import type { WorkId } from '../../engine/work.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type Feature, type FeatureGroupRecord, featureGroupTable } from './features-store.ts';

export const FEATURE_GROUP_KIND = 'feature-group';

export const featureGroupArn = (scope: Scope, name: string) => sagemakerArn(scope, 'feature-group', name);

export const workOf = ({ arn }: { readonly arn: string }): WorkId => ({ kind: FEATURE_GROUP_KIND, key: arn });

export const noSuchFeatureGroup = (name: string) =>
  resourceNotFound(`Resource Not Found: Amazon SageMaker can't find a FeatureGroup with name ${name}`);

/** The group's name from a name or an ARN. One of another account or region does not exist here. */
export function featureGroupName(nameOrArn: string, context: OperationContext): string {
  const arn = parseArn(nameOrArn);
  if (!arn) return nameOrArn;
  const [type, name] = arn.resource.split('/');
  const isHere = arn.account === context.account && arn.region === context.region;
  if (arn.service !== 'sagemaker' || type !== 'feature-group' || !name || !isHere) throw noSuchFeatureGroup(nameOrArn);
  return name;
}

/** The group of a name or ARN. Throws ResourceNotFound. */
export async function findFeatureGroup(
  store: SqlStore,
  nameOrArn: string,
  context: OperationContext,
): Promise<FeatureGroupRecord> {
  const found = await featureGroupTable.find(store, context, featureGroupName(nameOrArn, context));
  if (!found) throw noSuchFeatureGroup(nameOrArn);
  return found;
}

/** The feature of this name, spelled as it was defined. Throws ResourceNotFound. */
export function findFeature(group: FeatureGroupRecord, featureName: string): Feature {
  const found = group.document.features.find((feature) => feature.definition.FeatureName === featureName);
  if (found) return found;
  throw resourceNotFound(
    `Resource Not Found: Amazon SageMaker can't find a Feature with name ${featureName} in FeatureGroup ${group.name}`,
  );
}
