import { compilePolicy } from '../../api/policies/compile-policy.ts';
import { type PolicyKind, PolicySyntaxError } from '../../api/policies/policy-document.ts';
import { limitExceeded, malformedPolicy } from './iam-errors.ts';

/** Characters of a managed policy without white space (IAM quotas). */
const MANAGED_MAX = 6144;

/** Refuses what is no policy of the kind. Throws MalformedPolicyDocument. */
export function checkPolicy(text: string, kind: PolicyKind): void {
  try {
    compilePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(error.message);
    throw error;
  }
}

export function checkManagedPolicy(text: string): void {
  checkPolicy(text, 'identity');
  if (policySize(text) > MANAGED_MAX) throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_MAX}`);
}

/** IAM does not count white space. */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}
