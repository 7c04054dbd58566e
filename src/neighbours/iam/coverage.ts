import type { DomainCoverage } from '../../api/coverage.ts';

export const coverage: DomainCoverage = {
  iam: {
    AddUserToGroup: {
      honoured: ['GroupName', 'UserName'],
    },
    AttachGroupPolicy: {
      honoured: ['GroupName', 'PolicyArn'],
    },
    AttachRolePolicy: {
      honoured: ['RoleName', 'PolicyArn'],
    },
    AttachUserPolicy: {
      honoured: ['UserName', 'PolicyArn'],
    },
    CreateAccessKey: {
      honoured: ['UserName'],
      set: ['AccessKey'],
    },
    CreateGroup: {
      honoured: ['Path', 'GroupName'],
      set: ['Group'],
    },
    CreatePolicy: {
      honoured: ['PolicyName', 'Path', 'PolicyDocument', 'Description', 'Tags'],
      set: ['Policy'],
    },
    CreatePolicyVersion: {
      honoured: ['PolicyArn', 'PolicyDocument', 'SetAsDefault'],
      set: ['PolicyVersion'],
    },
    CreateRole: {
      honoured: [
        'Path',
        'RoleName',
        'AssumeRolePolicyDocument',
        'Description',
        'MaxSessionDuration',
        'PermissionsBoundary',
        'Tags',
      ],
      set: ['Role'],
    },
    CreateUser: {
      honoured: ['Path', 'UserName', 'PermissionsBoundary', 'Tags'],
      set: ['User'],
    },
    DeleteAccessKey: {
      honoured: ['UserName', 'AccessKeyId'],
    },
    DeleteGroup: {
      honoured: ['GroupName'],
    },
    DeleteGroupPolicy: {
      honoured: ['GroupName', 'PolicyName'],
    },
    DeletePolicy: {
      honoured: ['PolicyArn'],
    },
    DeletePolicyVersion: {
      honoured: ['PolicyArn', 'VersionId'],
    },
    DeleteRole: {
      honoured: ['RoleName'],
    },
    DeleteRolePermissionsBoundary: {
      honoured: ['RoleName'],
    },
    DeleteRolePolicy: {
      honoured: ['RoleName', 'PolicyName'],
    },
    DeleteUser: {
      honoured: ['UserName'],
    },
    DeleteUserPermissionsBoundary: {
      honoured: ['UserName'],
    },
    DeleteUserPolicy: {
      honoured: ['UserName', 'PolicyName'],
    },
    DetachGroupPolicy: {
      honoured: ['GroupName', 'PolicyArn'],
    },
    DetachRolePolicy: {
      honoured: ['RoleName', 'PolicyArn'],
    },
    DetachUserPolicy: {
      honoured: ['UserName', 'PolicyArn'],
    },
    GetGroup: {
      honoured: ['GroupName', 'Marker', 'MaxItems'],
      set: ['Group', 'Users', 'IsTruncated', 'Marker'],
    },
    GetGroupPolicy: {
      honoured: ['GroupName', 'PolicyName'],
      set: ['GroupName', 'PolicyName', 'PolicyDocument'],
    },
    GetPolicy: {
      honoured: ['PolicyArn'],
      set: ['Policy'],
    },
    GetPolicyVersion: {
      honoured: ['PolicyArn', 'VersionId'],
      set: ['PolicyVersion'],
    },
    GetRole: {
      honoured: ['RoleName'],
      set: ['Role'],
    },
    GetRolePolicy: {
      honoured: ['RoleName', 'PolicyName'],
      set: ['RoleName', 'PolicyName', 'PolicyDocument'],
    },
    GetUser: {
      honoured: ['UserName'],
      set: ['User'],
    },
    GetUserPolicy: {
      honoured: ['UserName', 'PolicyName'],
      set: ['UserName', 'PolicyName', 'PolicyDocument'],
    },
    ListAccessKeys: {
      honoured: ['UserName'],
      ignored: { Marker: 'A user has two keys at most.', MaxItems: 'A user has two keys at most.' },
      set: ['AccessKeyMetadata', 'IsTruncated'],
      never: { Marker: 'A user has two keys at most.' },
    },
    ListAttachedGroupPolicies: {
      honoured: ['GroupName', 'PathPrefix', 'Marker', 'MaxItems'],
      set: ['AttachedPolicies', 'IsTruncated', 'Marker'],
    },
    ListAttachedRolePolicies: {
      honoured: ['RoleName', 'PathPrefix', 'Marker', 'MaxItems'],
      set: ['AttachedPolicies', 'IsTruncated', 'Marker'],
    },
    ListAttachedUserPolicies: {
      honoured: ['UserName', 'PathPrefix', 'Marker', 'MaxItems'],
      set: ['AttachedPolicies', 'IsTruncated', 'Marker'],
    },
    ListEntitiesForPolicy: {
      honoured: ['PolicyArn', 'EntityFilter', 'PathPrefix', 'PolicyUsageFilter', 'Marker', 'MaxItems'],
      set: ['PolicyGroups', 'PolicyUsers', 'PolicyRoles', 'IsTruncated', 'Marker'],
    },
    ListGroupPolicies: {
      honoured: ['GroupName', 'Marker', 'MaxItems'],
      set: ['PolicyNames', 'IsTruncated', 'Marker'],
    },
    ListGroups: {
      honoured: ['PathPrefix', 'Marker', 'MaxItems'],
      set: ['Groups', 'IsTruncated', 'Marker'],
    },
    ListGroupsForUser: {
      honoured: ['UserName', 'Marker', 'MaxItems'],
      set: ['Groups', 'IsTruncated', 'Marker'],
    },
    ListPolicies: {
      honoured: ['Scope', 'OnlyAttached', 'PathPrefix', 'Marker', 'MaxItems'],
      ignored: { PolicyUsageFilter: 'All uses are listed.' },
      set: ['Policies', 'IsTruncated', 'Marker'],
    },
    ListPolicyTags: {
      honoured: ['PolicyArn', 'Marker', 'MaxItems'],
      set: ['Tags', 'IsTruncated', 'Marker'],
    },
    ListPolicyVersions: {
      honoured: ['PolicyArn'],
      ignored: { Marker: 'A policy has five versions at most.', MaxItems: 'A policy has five versions at most.' },
      set: ['Versions', 'IsTruncated'],
      never: { Marker: 'A policy has five versions at most.' },
    },
    ListRolePolicies: {
      honoured: ['RoleName', 'Marker', 'MaxItems'],
      set: ['PolicyNames', 'IsTruncated', 'Marker'],
    },
    ListRoleTags: {
      honoured: ['RoleName', 'Marker', 'MaxItems'],
      set: ['Tags', 'IsTruncated', 'Marker'],
    },
    ListRoles: {
      honoured: ['PathPrefix', 'Marker', 'MaxItems'],
      set: ['Roles', 'IsTruncated', 'Marker'],
    },
    ListUserPolicies: {
      honoured: ['UserName', 'Marker', 'MaxItems'],
      set: ['PolicyNames', 'IsTruncated', 'Marker'],
    },
    ListUserTags: {
      honoured: ['UserName', 'Marker', 'MaxItems'],
      set: ['Tags', 'IsTruncated', 'Marker'],
    },
    ListUsers: {
      honoured: ['PathPrefix', 'Marker', 'MaxItems'],
      set: ['Users', 'IsTruncated', 'Marker'],
    },
    PutGroupPolicy: {
      honoured: ['GroupName', 'PolicyName', 'PolicyDocument'],
    },
    PutRolePermissionsBoundary: {
      honoured: ['RoleName', 'PermissionsBoundary'],
    },
    PutRolePolicy: {
      honoured: ['RoleName', 'PolicyName', 'PolicyDocument'],
    },
    PutUserPermissionsBoundary: {
      honoured: ['UserName', 'PermissionsBoundary'],
    },
    PutUserPolicy: {
      honoured: ['UserName', 'PolicyName', 'PolicyDocument'],
    },
    RemoveUserFromGroup: {
      honoured: ['GroupName', 'UserName'],
    },
    SetDefaultPolicyVersion: {
      honoured: ['PolicyArn', 'VersionId'],
    },
    SimulateCustomPolicy: {
      honoured: [
        'PolicyInputList',
        'PermissionsBoundaryPolicyInputList',
        'ActionNames',
        'ResourceArns',
        'ResourcePolicy',
        'ResourceOwner',
        'CallerArn',
        'ContextEntries',
        'MaxItems',
        'Marker',
      ],
      ignored: {
        OrderedOrganizationPolicyInputList: 'There are no organizations.',
        ResourceHandlingOption: 'It is about EC2 alone.',
      },
      set: ['EvaluationResults', 'IsTruncated', 'Marker'],
    },
    SimulatePrincipalPolicy: {
      honoured: [
        'PolicySourceArn',
        'PolicyInputList',
        'PermissionsBoundaryPolicyInputList',
        'ActionNames',
        'ResourceArns',
        'ResourcePolicy',
        'ResourceOwner',
        'CallerArn',
        'ContextEntries',
        'MaxItems',
        'Marker',
      ],
      ignored: { PolicyExclusionList: 'All policies are simulated.', ResourceHandlingOption: 'It is about EC2 alone.' },
      set: ['EvaluationResults', 'IsTruncated', 'Marker'],
    },
    TagPolicy: {
      honoured: ['PolicyArn', 'Tags'],
    },
    TagRole: {
      honoured: ['RoleName', 'Tags'],
    },
    TagUser: {
      honoured: ['UserName', 'Tags'],
    },
    UntagPolicy: {
      honoured: ['PolicyArn', 'TagKeys'],
    },
    UntagRole: {
      honoured: ['RoleName', 'TagKeys'],
    },
    UntagUser: {
      honoured: ['UserName', 'TagKeys'],
    },
    UpdateAccessKey: {
      honoured: ['UserName', 'AccessKeyId', 'Status'],
    },
    UpdateAssumeRolePolicy: {
      honoured: ['RoleName', 'PolicyDocument'],
    },
    UpdateRole: {
      honoured: ['RoleName', 'Description', 'MaxSessionDuration'],
    },
  },
};
