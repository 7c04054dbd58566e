import type { ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { findPolicy } from '../found-policies.ts';
import { pageOf } from '../iam-lists.ts';
import type { Identity } from '../identity.ts';
import { attachmentsOf } from '../policy-attachments.ts';

/** What a managed policy is attached to: groups, then roles, then users, each by name. */
export function listEntitiesForPolicy(
  identity: Identity,
  tokens: PageTokens,
): Operation<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse> {
  return async (input, context) => {
    await findPolicy(identity, context, input.PolicyArn);
    const { PolicyArn: arn, PolicyUsageFilter: usage, EntityFilter: filter, PathPrefix: prefix = '/' } = input;
    const found = await attachmentsOf(identity.store, context.account, arn, usage);
    const all = [
      ...found.groups.map((record) => ({ kind: 'Group' as const, record, uniqueId: record.document.groupId })),
      ...found.roles.map((record) => ({ kind: 'Role' as const, record, uniqueId: record.document.roleId })),
      ...found.users.map((record) => ({ kind: 'User' as const, record, uniqueId: record.document.userId })),
    ].filter(
      ({ kind, record }) => (filter === undefined || filter === kind) && record.document.path.startsWith(prefix),
    );
    const query = { operation: 'ListEntitiesForPolicy', context, arn, usage, filter, prefix };
    const { items, rest } = pageOf(all, input, tokens, query, (one) => `${one.kind} ${one.record.name.toLowerCase()}`);
    const of = (kind: 'Group' | 'Role' | 'User') => items.filter((one) => one.kind === kind);
    return {
      PolicyGroups: of('Group').map(({ record, uniqueId }) => ({ GroupName: record.name, GroupId: uniqueId })),
      PolicyRoles: of('Role').map(({ record, uniqueId }) => ({ RoleName: record.name, RoleId: uniqueId })),
      PolicyUsers: of('User').map(({ record, uniqueId }) => ({ UserName: record.name, UserId: uniqueId })),
      ...rest,
    };
  };
}
