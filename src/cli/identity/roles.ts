import { readFileSync } from 'node:fs';
import type { CreateRoleResponse, Role } from '../../api/generated/iam-types.ts';
import { ConfigError } from '../../config/config-error.ts';
import { everyPage } from './every-page.ts';
import { attachPolicies, type PolicyOptions, policiesOf, policyArnsOf, removePolicies } from './holders.ts';
import { dateText, printFacts, printRows } from './print-table.ts';
import { clientFor, type IdentityOptions } from './server-client.ts';

const TRUSTS_SAGEMAKER = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** Makes a role for jobs, endpoints and pipelines, or with a trust policy of its own. */
export async function createRole(name: string, options: PolicyOptions & { trust?: string }): Promise<void> {
  const { policy: policies = [], trust, ...rest } = options;
  const client = await clientFor(rest);
  const policyArns = await policyArnsOf(client, policies);
  const { Role: role } = await client.query<CreateRoleResponse>('iam', 'CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: trust === undefined ? TRUSTS_SAGEMAKER : readText(trust),
  });
  await attachPolicies(client, 'Role', name, policyArns);
  printFacts({ role: name, arn: role?.Arn ?? '' }, options.json);
}

export async function listRoles(options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  const rows: Record<string, string>[] = [];
  for (const role of await everyPage<Role>(client, 'ListRoles', 'Roles')) {
    rows.push({
      role: role.RoleName,
      arn: role.Arn,
      policies: await policiesOf(client, 'Role', role.RoleName),
      made: dateText(role.CreateDate),
    });
  }
  printRows(rows, options.json);
}

/** Removes a role with its policies; its sessions end. */
export async function deleteRole(name: string, options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  await removePolicies(client, 'Role', name);
  await client.query('iam', 'DeleteRole', { RoleName: name });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The trust policy ${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
}
