import { everyPage } from './every-page.ts';
import { policyArnOf } from './policy-arns.ts';
import { clientFor, type IdentityOptions, type ServerClient } from './server-client.ts';

/** Users and roles, which policies hang on in the same way. */
export type Holder = 'User' | 'Role';

export interface PolicyOptions extends IdentityOptions {
  readonly policy?: readonly string[];
}

export async function attachPolicies(
  client: ServerClient,
  holder: Holder,
  name: string,
  policyArns: readonly string[],
): Promise<void> {
  for (const PolicyArn of policyArns) {
    await client.query('iam', `Attach${holder}Policy`, { [`${holder}Name`]: name, PolicyArn });
  }
}

export function policyArnsOf(client: ServerClient, policies: readonly string[]): Promise<string[]> {
  return Promise.all(policies.map((policy) => policyArnOf(client, policy)));
}

export async function attach(holder: Holder, name: string, policy: string, options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  await attachPolicies(client, holder, name, [await policyArnOf(client, policy)]);
}

export async function detach(holder: Holder, name: string, policy: string, options: IdentityOptions): Promise<void> {
  const client = await clientFor(options);
  const PolicyArn = await policyArnOf(client, policy);
  await client.query('iam', `Detach${holder}Policy`, { [`${holder}Name`]: name, PolicyArn });
}

/** Names of the managed policies, and of the inline ones in brackets. */
export async function policiesOf(client: ServerClient, holder: Holder, name: string): Promise<string> {
  const named = { [`${holder}Name`]: name };
  const attached = await everyPage<{ PolicyName: string }>(
    client,
    `ListAttached${holder}Policies`,
    'AttachedPolicies',
    named,
  );
  const inline = await everyPage<string>(client, `List${holder}Policies`, 'PolicyNames', named);
  return [...attached.map((policy) => policy.PolicyName), ...inline.map((policy) => `(${policy})`)].join(', ');
}

/** IAM deletes nobody who still has policies. */
export async function removePolicies(client: ServerClient, holder: Holder, name: string): Promise<void> {
  const named = { [`${holder}Name`]: name };
  const attached = await everyPage<{ PolicyArn: string }>(
    client,
    `ListAttached${holder}Policies`,
    'AttachedPolicies',
    named,
  );
  for (const { PolicyArn } of attached) await client.query('iam', `Detach${holder}Policy`, { ...named, PolicyArn });
  for (const PolicyName of await everyPage<string>(client, `List${holder}Policies`, 'PolicyNames', named)) {
    await client.query('iam', `Delete${holder}Policy`, { ...named, PolicyName });
  }
}
