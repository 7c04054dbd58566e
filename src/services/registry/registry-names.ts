import { validationException } from '../../api/errors.ts';
import type { ResourceAccess } from '../../api/identity.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn, type Scope, sagemakerArn } from '../../base/arn.ts';
import type { RegistryDeps } from './registry-deps.ts';
import { type GroupRecord, groupTable, type PackageRecord, packageTable } from './registry-store.ts';

export const groupArn = (scope: Scope, name: string) => sagemakerArn(scope, 'model-package-group', name);
export const packageArn = (scope: Scope, name: string) => sagemakerArn(scope, 'model-package', name);

export const noSuchGroup = (arn: string) => validationException(`ModelPackageGroup ${arn} does not exist.`);
export const noSuchPackage = (arn: string) => validationException(`ModelPackage ${arn} does not exist.`);

/** The group's name from a name or an ARN. An ARN of another account or region is a group that does not exist here. */
export function groupName(nameOrArn: string, scope: Scope): string {
  const arn = parseArn(nameOrArn);
  if (!arn) return nameOrArn;
  const [type, name] = arn.resource.split('/');
  if (type !== 'model-package-group' || !name || !isHere(arn, scope)) throw noSuchGroup(nameOrArn);
  return name;
}

/** What finding something needs. */
export type Finder = Pick<RegistryDeps, 'store' | 'access'>;

/** The group of a name or ARN, also one that another account shares. Throws ValidationException and AccessDenied. */
export async function findGroup(
  { store, access }: Finder,
  nameOrArn: string,
  context: OperationContext,
  action: string,
): Promise<GroupRecord> {
  const scope = await scopeOf(nameOrArn, context, action, access);
  const name = groupName(nameOrArn, scope);
  const group = await groupTable.find(store, scope, name);
  if (!group) throw noSuchGroup(groupArn(scope, name));
  return group;
}

/**
 * Where the thing is: here, or in another account of the region whose group policy lets the caller do this with it.
 * Throws AccessDenied.
 */
async function scopeOf(
  nameOrArn: string,
  context: OperationContext,
  action: string,
  access: ResourceAccess | undefined,
): Promise<Scope> {
  const arn = parseArn(nameOrArn);
  const isForeign = arn && arn.account !== context.account && arn.region === context.region;
  if (!isForeign || !access || arn.service !== 'sagemaker' || !/^model-package(?:-group)?\//.test(arn.resource)) {
    return context;
  }
  await access.check(action, nameOrArn, context);
  return { account: arn.account, region: arn.region };
}

/** Where a package is kept: the group in lower case (empty for one that stands alone) and its name in there. */
export interface PackagePlace {
  readonly parent: string;
  readonly name: string;
  readonly arn: string;
}

/** Versions are named by their ARN only, others by name or ARN. */
export function packagePlace(nameOrArn: string, scope: Scope): PackagePlace {
  const arn = parseArn(nameOrArn);
  if (!arn) return { parent: '', name: nameOrArn, arn: packageArn(scope, nameOrArn) };
  const [type, name, version] = arn.resource.split('/');
  if (type !== 'model-package' || !name || !isHere(arn, scope)) throw noSuchPackage(nameOrArn);
  if (version === undefined) return { parent: '', name, arn: nameOrArn };
  return { parent: name.toLowerCase(), name: `${name}/${version}`, arn: nameOrArn };
}

/** The package of a name or ARN, also one that another account shares. Throws ValidationException and AccessDenied. */
export async function findPackage(
  { store, access }: Finder,
  nameOrArn: string,
  context: OperationContext,
  action: string,
): Promise<PackageRecord> {
  const scope = await scopeOf(nameOrArn, context, action, access);
  const place = packagePlace(nameOrArn, scope);
  const found = await packageTable.find(store, scope, place.name, place.parent);
  if (!found) throw noSuchPackage(place.arn);
  return found;
}

function isHere(arn: Scope, scope: Scope): boolean {
  return arn.account === scope.account && arn.region === scope.region;
}
