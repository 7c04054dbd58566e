import { createHash } from 'node:crypto';
import type { Account, CreateAccountStatus, Organization } from '../../api/generated/organizations-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { formatArn, partitionOf } from '../../base/arn.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { AccountRow } from './accounts-store.ts';

/** `o-` and ten characters, the same for as long as the management account is. */
export function organizationId(managementAccount: string): string {
  const digest = createHash('sha256').update(`organization of ${managementAccount}`).digest('hex');
  return `o-${BigInt(`0x${digest}`).toString(36).slice(0, 10)}`;
}

function organizationArn(managementAccount: string, resource: string, { region }: OperationContext): string {
  const partition = partitionOf(region);
  return formatArn({ partition, service: 'organizations', region: '', account: managementAccount, resource });
}

export function accountShape(row: AccountRow, managementAccount: string, context: OperationContext): Account {
  const resource = `account/${organizationId(managementAccount)}/${row.account}`;
  return {
    Id: row.account,
    Arn: organizationArn(managementAccount, resource, context),
    Email: row.email,
    Name: row.name,
    Status: row.status,
    State: row.status,
    JoinedMethod: row.account === managementAccount ? 'INVITED' : 'CREATED',
    JoinedTimestamp: epochSeconds(row.creation_ms),
  };
}

/** Accounts are made at once, so that a request is never seen under way. */
export function creationShape(row: AccountRow): CreateAccountStatus {
  return {
    Id: row.request_id,
    AccountName: row.name,
    State: 'SUCCEEDED',
    RequestedTimestamp: epochSeconds(row.creation_ms),
    CompletedTimestamp: epochSeconds(row.creation_ms),
    AccountId: row.account,
  };
}

export function organizationShape(row: AccountRow, context: OperationContext): Organization {
  const organization = organizationId(row.account);
  return {
    Id: organization,
    Arn: organizationArn(row.account, `organization/${organization}`, context),
    FeatureSet: 'ALL',
    MasterAccountArn: organizationArn(row.account, `account/${organization}/${row.account}`, context),
    MasterAccountId: row.account,
    MasterAccountEmail: row.email,
    AvailablePolicyTypes: [],
  };
}
