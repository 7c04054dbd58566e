import type {
  AccessKeyMetadata,
  AttachedPermissionsBoundary,
  Group,
  Policy,
  Role,
  User,
} from '../../api/generated/iam-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { AccessKeyRow, GroupRecord, PolicyRecord, RoleRecord, UserRecord } from './identity-store.ts';

/** Policies travel percent-encoded in IAM's answers (IAM API reference, GetRole); clients decode them. */
export const encodePolicy = (document: string) => encodeURIComponent(document);

export function roleShape({ document, ...record }: RoleRecord): Role {
  return {
    Path: document.path,
    RoleName: record.name,
    RoleId: document.roleId,
    Arn: record.arn,
    CreateDate: epochSeconds(record.creationMs),
    AssumeRolePolicyDocument: encodePolicy(document.trustPolicy),
    Description: document.description,
    MaxSessionDuration: document.sessionSecondsMax,
    ...boundaryShape(document.boundaryArn),
    ...(document.tags.length > 0 ? { Tags: [...document.tags] } : {}),
  };
}

export function userShape({ document, ...record }: UserRecord): User {
  return {
    Path: document.path,
    UserName: record.name,
    UserId: document.userId,
    Arn: record.arn,
    CreateDate: epochSeconds(record.creationMs),
    ...boundaryShape(document.boundaryArn),
    ...(document.tags.length > 0 ? { Tags: [...document.tags] } : {}),
  };
}

export function groupShape({ document, ...record }: GroupRecord): Group {
  return {
    Path: document.path,
    GroupName: record.name,
    GroupId: document.groupId,
    Arn: record.arn,
    CreateDate: epochSeconds(record.creationMs),
  };
}

/** Tags are shown by GetPolicy, not by lists. */
export function policyShape({ document, ...record }: PolicyRecord, attachments?: number): Policy {
  return {
    PolicyName: record.name,
    PolicyId: document.policyId,
    Arn: record.arn,
    Path: document.path,
    DefaultVersionId: document.defaultVersionId,
    ...(attachments === undefined ? {} : { AttachmentCount: attachments }),
    IsAttachable: true,
    CreateDate: epochSeconds(record.creationMs),
    UpdateDate: epochSeconds(record.modifiedMs),
  };
}

function boundaryShape(policyArn: string | undefined): { PermissionsBoundary?: AttachedPermissionsBoundary } {
  if (policyArn === undefined) return {};
  return {
    PermissionsBoundary: { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: policyArn },
  };
}

export function accessKeyShape(row: AccessKeyRow, userName: string): AccessKeyMetadata {
  return {
    UserName: userName,
    AccessKeyId: row.access_key_id,
    Status: row.status,
    CreateDate: epochSeconds(row.creation_ms),
  };
}
