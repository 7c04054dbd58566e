import type { JsonValue } from '../../base/json.ts';
import { checkElements, isObject, malformedPolicy, textsOf } from './policy-elements.ts';

const KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
/** An account, as its number or an ARN of it, or somebody in one. */
const AWS_PRINCIPAL = /^(?:\*|\d{12}|arn:[a-z-]+:(?:iam|sts)::\d{12}:\S+)$/;

/** Checks who a statement is about: everybody (`*`), or names by kind. Throws ValidationException. */
export function checkPolicyPrincipal(principal: JsonValue): void {
  if (principal === '*') return;
  if (!isObject(principal) || Object.keys(principal).length === 0) {
    throw malformedPolicy('Principal must be "*" or an object such as {"AWS": "<account or ARN>"}.');
  }
  checkElements(principal, KINDS, 'Principal');
  for (const [kind, named] of Object.entries(principal)) {
    for (const name of textsOf(named, `Principal ${kind}`)) {
      if (kind === 'AWS' && !AWS_PRINCIPAL.test(name)) throw malformedPolicy(`${name} is no AWS principal.`);
    }
  }
}
