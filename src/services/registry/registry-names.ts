import { validationException } from '../../api/errors.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { type GroupRecord, groupTable, type PackageRecord, packageTable } from './registry-store.ts';

export const groupArn = (scope: Scope, name: string) => sagemakerArn(scope, 'model-package-group', name);
export const packageArn = (scope: Scope, name: string) => sagemakerArn(scope, 'model-package', name);

export const noSuchGroup = (arn: string) => validationException(`ModelPackageGroup ${arn} does not exist.`);
export const noSuchPackage = (arn: string) => validationException(`ModelPackage ${arn} does not exist.`);

/** The group's name from a name or an ARN. An ARN of another account or region is a group that does not exist here. */
export function groupName(nameOrArn: string, context: OperationContext): string {
  const arn = parseArn(nameOrArn);
  if (!arn) return nameOrArn;
  const [type, name] = arn.resource.split('/');
  if (type !== 'model-package-group' || !name || !isHere(arn, context)) throw noSuchGroup(nameOrArn);
  return name;
}

/** The group of a name or ARN. Throws ValidationException. */
export async function findGroup(store: SqlStore, nameOrArn: string, context: OperationContext): Promise<GroupRecord> {
  const name = groupName(nameOrArn, context);
  const group = await groupTable.find(store, context, name);
  if (!group) throw noSuchGroup(groupArn(context, name));
  return group;
}

/** Where a package is kept: the group in lower case (empty for one that stands alone) and its name in there. */
export interface PackagePlace {
  readonly parent: string;
  readonly name: string;
  readonly arn: string;
}

/** Versions are named by their ARN only, others by name or ARN. */
export function packagePlace(nameOrArn: string, context: OperationContext): PackagePlace {
  const arn = parseArn(nameOrArn);
  if (!arn) return { parent: '', name: nameOrArn, arn: packageArn(context, nameOrArn) };
  const [type, name, version] = arn.resource.split('/');
  if (type !== 'model-package' || !name || !isHere(arn, context)) throw noSuchPackage(nameOrArn);
  if (version === undefined) return { parent: '', name, arn: nameOrArn };
  return { parent: name.toLowerCase(), name: `${name}/${version}`, arn: nameOrArn };
}

/** The package of a name or ARN. Throws ValidationException. */
export async function findPackage(
  store: SqlStore,
  nameOrArn: string,
  context: OperationContext,
): Promise<PackageRecord> {
  const place = packagePlace(nameOrArn, context);
  const found = await packageTable.find(store, context, place.name, place.parent);
  if (!found) throw noSuchPackage(place.arn);
  return found;
}

function isHere(arn: Scope, context: OperationContext): boolean {
  return arn.account === context.account && arn.region === context.region;
}
