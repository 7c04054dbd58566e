import type { ListModelPackagesInput, ListModelPackagesOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { findGroup } from '../registry-names.ts';
import { summarisePackage } from '../registry-shapes.ts';
import { packageTable } from '../registry-store.ts';

const RULES = {
  operation: 'ListModelPackages',
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
} as const satisfies Partial<ListRules>;

/** Versions of one group, or packages that stand alone, or by type everything. */
export function listModelPackages(deps: RegistryDeps): Operation<ListModelPackagesInput, ListModelPackagesOutput> {
  const { store, tokens } = deps;
  return async (input, context) => {
    const inGroup = input.ModelPackageGroupName !== undefined;
    // Names of versions end in their number, which does not sort as text.
    const sortColumns = { Name: inGroup ? 'version' : 'name_key', CreationTime: 'creation_ms' };
    const { scope, ...narrow } = await narrowing(deps, input, context);
    const { records, nextToken } = await listRecords(
      packageTable,
      store,
      tokens,
      { ...RULES, sortColumns },
      input,
      // Of what another account shares, the list is that account's.
      { ...context, ...scope },
      narrow,
    );
    return { ModelPackageSummaryList: records.map(summarisePackage), NextToken: nextToken };
  };
}

async function narrowing(deps: RegistryDeps, input: ListModelPackagesInput, context: OperationContext) {
  const approval = input.ModelApprovalStatus === undefined ? {} : { approval_status: input.ModelApprovalStatus };
  if (input.ModelPackageGroupName !== undefined) {
    const action = 'sagemaker:ListModelPackages';
    const group = await findGroup(deps, input.ModelPackageGroupName, context, action);
    const scope = { account: group.account, region: group.region };
    return { scope, parent: group.name.toLowerCase(), equals: approval };
  }
  const kind = input.ModelPackageType ?? 'Unversioned';
  return { scope: {}, equals: kind === 'Both' ? approval : { ...approval, kind } };
}
