import type { AssumeRoleRequest } from '../../api/generated/sts-types.ts';
import type { PrincipalSession } from '../../api/operation.ts';
import { ServiceError } from '../../base/errors.ts';
import { managedPolicyText } from './access/managed-policies.ts';
import { mergeTags } from './holders/entity-tags.ts';
import { noSuchPolicy } from './iam-errors.ts';
import type { Identity } from './identity.ts';
import { checkPolicy, policySize } from './policy-checks.ts';

/** Characters of an inline session policy (STS API reference, AssumeRole). */
const SESSION_POLICY_MAX = 2048;

/**
 * What narrows a new session: a policy in the request, managed policies of the role's account, and tags. Undefined when
 * nothing does. Throws MalformedPolicyDocument and PackedPolicyTooLarge.
 */
export async function sessionLimits(
  { store }: Identity,
  account: string,
  { Policy: inline, PolicyArns: arns = [], Tags: tags = [] }: AssumeRoleRequest,
): Promise<PrincipalSession | undefined> {
  const policies: string[] = [];
  if (inline !== undefined) {
    checkPolicy(inline, 'identity');
    if (policySize(inline) > SESSION_POLICY_MAX) {
      throw new ServiceError('PackedPolicyTooLarge', 'Serialized token too large for session');
    }
    policies.push(inline);
  }
  for (const { arn = '' } of arns) {
    const text = await managedPolicyText(store, account, arn);
    if (text === undefined) throw noSuchPolicy(arn);
    policies.push(text);
  }
  if (policies.length === 0 && tags.length === 0) return undefined;
  return { policies, tags: mergeTags([], tags) };
}
