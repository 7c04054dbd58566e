import type { AccessKeyMetadata, Role, User } from '../../api/generated/iam-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { AccessKeyRow, RoleRecord, UserRecord } from './identity-store.ts';

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
    ...(document.tags.length > 0 ? { Tags: [...document.tags] } : {}),
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
