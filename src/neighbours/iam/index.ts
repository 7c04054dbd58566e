import type { IamOperations } from '../../api/generated/iam-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Identity } from './identity.ts';
import { attachRolePolicy } from './operations/attach-role-policy.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createRole } from './operations/create-role.ts';
import { createUser } from './operations/create-user.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deleteRole } from './operations/delete-role.ts';
import { deleteRolePolicy } from './operations/delete-role-policy.ts';
import { deleteUser } from './operations/delete-user.ts';
import { detachRolePolicy } from './operations/detach-role-policy.ts';
import { getRole } from './operations/get-role.ts';
import { getRolePolicy } from './operations/get-role-policy.ts';
import { getUser } from './operations/get-user.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listAttachedRolePolicies } from './operations/list-attached-role-policies.ts';
import { listRolePolicies } from './operations/list-role-policies.ts';
import { listRoles } from './operations/list-roles.ts';
import { listUsers } from './operations/list-users.ts';
import { putRolePolicy } from './operations/put-role-policy.ts';
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';

export { authoriseIdentity } from './authorise-identity.ts';
export { accessDenied } from './iam-errors.ts';
export { assumedRolePrincipal, iamScope, parseRoleArn } from './iam-names.ts';
export { createIdentity, type Identity } from './identity.ts';
export { roleTable } from './identity-store.ts';
export { trustsCaller } from './policy-document.ts';

export function iamHandlers(identity: Identity, tokens: PageTokens): Handlers<IamOperations> {
  return {
    AttachRolePolicy: attachRolePolicy(identity),
    CreateAccessKey: createAccessKey(identity),
    CreateRole: createRole(identity),
    CreateUser: createUser(identity),
    DeleteAccessKey: deleteAccessKey(identity),
    DeleteRole: deleteRole(identity),
    DeleteRolePolicy: deleteRolePolicy(identity),
    DeleteUser: deleteUser(identity),
    DetachRolePolicy: detachRolePolicy(identity),
    GetRole: getRole(identity),
    GetRolePolicy: getRolePolicy(identity),
    GetUser: getUser(identity),
    ListAccessKeys: listAccessKeys(identity),
    ListAttachedRolePolicies: listAttachedRolePolicies(identity),
    ListRolePolicies: listRolePolicies(identity),
    ListRoles: listRoles(identity, tokens),
    ListUsers: listUsers(identity, tokens),
    PutRolePolicy: putRolePolicy(identity),
    SimulatePrincipalPolicy: simulatePrincipalPolicy(identity),
    UpdateAccessKey: updateAccessKey(identity),
    UpdateAssumeRolePolicy: updateAssumeRolePolicy(identity),
  };
}
