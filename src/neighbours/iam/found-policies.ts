import type { Policy } from '../../api/generated/iam-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { partitionOf } from '../../base/arn.ts';
import { type AwsPolicy, awsPolicy, awsPolicyArn } from './access/aws-policies.ts';
import { accountPolicy } from './access/managed-policies.ts';
import { invalidInput, noSuchPolicy } from './iam-errors.ts';
import { iamScope, parsePolicyArn } from './iam-names.ts';
import type { Identity } from './identity.ts';
import { type PolicyDocument, type PolicyRecord, policyTable } from './identity-store.ts';

/** The date that AWS's own policies carry: the beginning of this server's time would change with each server. */
const AWS_POLICY_SECONDS = 1_420_070_400;

/** Their one version. */
export const AWS_VERSION = 'v1';

/** A managed policy of AWS's own or of the account. Throws InvalidInput and NoSuchEntity. */
export async function findPolicy(
  { store }: Identity,
  context: OperationContext,
  policyArn: string,
): Promise<{ readonly aws: AwsPolicy } | { readonly record: PolicyRecord }> {
  if (!parsePolicyArn(policyArn)) throw invalidInput(`ARN ${policyArn} is not valid.`);
  const aws = awsPolicy(policyArn);
  if (aws) return { aws };
  const record = await accountPolicy(store, context.account, policyArn);
  if (!record) throw noSuchPolicy(policyArn);
  return { record };
}

/** A policy that the account may change. Throws InvalidInput and NoSuchEntity. */
export async function findOwnPolicy(
  identity: Identity,
  context: OperationContext,
  policyArn: string,
): Promise<PolicyRecord> {
  const found = await findPolicy(identity, context, policyArn);
  if ('aws' in found) throw invalidInput(`Policy ${policyArn} is managed by AWS and can't be changed.`);
  return found.record;
}

/** Changes a policy of the account under its lock; decisions go by it as soon as it is committed. */
export async function changePolicy(
  identity: Identity,
  context: OperationContext,
  policyArn: string,
  change: (document: PolicyDocument) => PolicyDocument,
): Promise<void> {
  const { store, clock } = identity;
  const { name } = await findOwnPolicy(identity, context, policyArn);
  await store.transaction(async (tx) => {
    const record = await policyTable.findForUpdate(store, tx, iamScope(context.account), name);
    if (!record) throw noSuchPolicy(policyArn);
    await policyTable.update(tx, { ...record, modifiedMs: clock.nowMs(), document: change(record.document) });
    tx.afterCommit(identity.forgetPolicies);
  });
}

export function awsPolicyShape(policy: AwsPolicy, context: OperationContext, attachments: number): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: `ANPA${Buffer.from(policy.name).toString('hex').toUpperCase().slice(0, 17)}`,
    Arn: awsPolicyArn(partitionOf(context.region), policy),
    Path: policy.path,
    DefaultVersionId: AWS_VERSION,
    AttachmentCount: attachments,
    IsAttachable: true,
    CreateDate: AWS_POLICY_SECONDS,
    UpdateDate: AWS_POLICY_SECONDS,
  };
}

export const awsPolicyCreated = AWS_POLICY_SECONDS;
