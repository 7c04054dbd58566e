import { type CompiledPolicy, compilePolicy } from '../../../api/policies/compile-policy.ts';
import { PolicyGroup } from '../../../api/policies/decide.ts';
import { type PolicyKind, PolicySyntaxError } from '../../../api/policies/policy-document.ts';

const DENY_EVERYTHING = compilePolicy(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
  'identity',
);

/**
 * Policies from the store, compiled. One that can't be read, because it was stored before policies were checked as they
 * are now, denies everything: what its author meant to deny is not known.
 */
export function policyGroup(texts: readonly string[], kind: PolicyKind = 'identity'): PolicyGroup {
  return new PolicyGroup(texts.map((text) => compiled(text, kind)));
}

function compiled(text: string, kind: PolicyKind): CompiledPolicy {
  try {
    return compilePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return DENY_EVERYTHING;
    throw error;
  }
}
