import type { IamOperations } from '../../api/generated/iam-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import { attachPolicy, detachPolicy, listAttachedPolicies } from './holders/attached-policies.ts';
import { deleteBoundary, putBoundary } from './holders/boundaries.ts';
import { listEntityTags, tagEntity, untagEntity } from './holders/entity-tags.ts';
import { GROUPS, ROLES, USERS } from './holders/holder-kinds.ts';
import { deleteInlinePolicy, getInlinePolicy, listInlinePolicies, putInlinePolicy } from './holders/inline-policies.ts';
import type { Identity } from './identity.ts';
import { addUserToGroup } from './operations/add-user-to-group.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createGroup } from './operations/create-group.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createPolicyVersion } from './operations/create-policy-version.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deleteGroup } from './operations/delete-group.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deletePolicyVersion } from './operations/delete-policy-version.ts';
import { deleteRole } from './operations/delete-role.ts';
import { deleteUser } from './operations/delete-user.ts';
import { getGroup } from './operations/get-group.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getPolicyVersion } from './operations/get-policy-version.ts';
import { getRole } from './operations/get-role.ts';
import { getUser } from './operations/get-user.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts';
import { listGroups } from './operations/list-groups.ts';
import { listGroupsForUser } from './operations/list-groups-for-user.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listPolicyTags } from './operations/list-policy-tags.ts';
import { listPolicyVersions } from './operations/list-policy-versions.ts';
import { listRoles } from './operations/list-roles.ts';
import { listUsers } from './operations/list-users.ts';
import { removeUserFromGroup } from './operations/remove-user-from-group.ts';
import { setDefaultPolicyVersion } from './operations/set-default-policy-version.ts';
import { simulateCustomPolicy } from './operations/simulate-custom-policy.ts';
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts';
import { tagPolicy } from './operations/tag-policy.ts';
import { untagPolicy } from './operations/untag-policy.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';
import { updateRole } from './operations/update-role.ts';

export { makeFirstRoles } from './administrator.ts';
export { HostCredentials } from './host-credentials.ts';
export { accessDenied } from './iam-errors.ts';
export { assumedRolePrincipal, iamScope, parseRoleArn } from './iam-names.ts';
export { createIdentity, type Identity } from './identity.ts';
export { roleTable } from './identity-store.ts';
export { sessionLimits } from './session-limits.ts';

export function iamHandlers(identity: Identity, tokens: PageTokens): Handlers<IamOperations> {
  return {
    AddUserToGroup: addUserToGroup(identity),
    AttachGroupPolicy: attachPolicy(identity, GROUPS),
    AttachRolePolicy: attachPolicy(identity, ROLES),
    AttachUserPolicy: attachPolicy(identity, USERS),
    CreateAccessKey: createAccessKey(identity),
    CreateGroup: createGroup(identity),
    CreatePolicy: createPolicy(identity),
    CreatePolicyVersion: createPolicyVersion(identity),
    CreateRole: createRole(identity),
    CreateUser: createUser(identity),
    DeleteAccessKey: deleteAccessKey(identity),
    DeleteGroup: deleteGroup(identity),
    DeleteGroupPolicy: deleteInlinePolicy(identity, GROUPS),
    DeletePolicy: deletePolicy(identity),
    DeletePolicyVersion: deletePolicyVersion(identity),
    DeleteRole: deleteRole(identity),
    DeleteRolePermissionsBoundary: deleteBoundary(identity, ROLES),
    DeleteRolePolicy: deleteInlinePolicy(identity, ROLES),
    DeleteUser: deleteUser(identity),
    DeleteUserPermissionsBoundary: deleteBoundary(identity, USERS),
    DeleteUserPolicy: deleteInlinePolicy(identity, USERS),
    DetachGroupPolicy: detachPolicy(identity, GROUPS),
    DetachRolePolicy: detachPolicy(identity, ROLES),
    DetachUserPolicy: detachPolicy(identity, USERS),
    GetGroup: getGroup(identity, tokens),
    GetGroupPolicy: getInlinePolicy(identity, GROUPS),
    GetPolicy: getPolicy(identity),
    GetPolicyVersion: getPolicyVersion(identity),
    GetRole: getRole(identity),
    GetRolePolicy: getInlinePolicy(identity, ROLES),
    GetUser: getUser(identity),
    GetUserPolicy: getInlinePolicy(identity, USERS),
    ListAccessKeys: listAccessKeys(identity),
    ListAttachedGroupPolicies: listAttachedPolicies(identity, GROUPS, tokens),
    ListAttachedRolePolicies: listAttachedPolicies(identity, ROLES, tokens),
    ListAttachedUserPolicies: listAttachedPolicies(identity, USERS, tokens),
    ListEntitiesForPolicy: listEntitiesForPolicy(identity, tokens),
    ListGroupPolicies: listInlinePolicies(identity, GROUPS, tokens),
    ListGroups: listGroups(identity, tokens),
    ListGroupsForUser: listGroupsForUser(identity, tokens),
    ListPolicies: listPolicies(identity, tokens),
    ListPolicyTags: listPolicyTags(identity, tokens),
    ListPolicyVersions: listPolicyVersions(identity),
    ListRolePolicies: listInlinePolicies(identity, ROLES, tokens),
    ListRoleTags: listEntityTags(identity, ROLES, tokens),
    ListRoles: listRoles(identity, tokens),
    ListUserPolicies: listInlinePolicies(identity, USERS, tokens),
    ListUserTags: listEntityTags(identity, USERS, tokens),
    ListUsers: listUsers(identity, tokens),
    PutGroupPolicy: putInlinePolicy(identity, GROUPS),
    PutRolePermissionsBoundary: putBoundary(identity, ROLES),
    PutRolePolicy: putInlinePolicy(identity, ROLES),
    PutUserPermissionsBoundary: putBoundary(identity, USERS),
    PutUserPolicy: putInlinePolicy(identity, USERS),
    RemoveUserFromGroup: removeUserFromGroup(identity),
    SetDefaultPolicyVersion: setDefaultPolicyVersion(identity),
    SimulateCustomPolicy: simulateCustomPolicy(identity, tokens),
    SimulatePrincipalPolicy: simulatePrincipalPolicy(identity, tokens),
    TagPolicy: tagPolicy(identity),
    TagRole: tagEntity(identity, ROLES),
    TagUser: tagEntity(identity, USERS),
    UntagPolicy: untagPolicy(identity),
    UntagRole: untagEntity(identity, ROLES),
    UntagUser: untagEntity(identity, USERS),
    UpdateAccessKey: updateAccessKey(identity),
    UpdateAssumeRolePolicy: updateAssumeRolePolicy(identity),
    UpdateRole: updateRole(identity),
  };
}
