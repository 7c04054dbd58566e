import type { JsonObject, JsonValue } from '../../base/json.ts';
import { checkPolicyCondition } from './policy-conditions.ts';
import { checkElements, exactlyOne, isObject, listOf, malformedPolicy, textsOf } from './policy-elements.ts';
import { checkPolicyPrincipal } from './policy-principals.ts';

/** Characters of a policy at most (service model). */
const POLICY_MAX = 20_480;
const VERSIONS: readonly JsonValue[] = ['2012-10-17', '2008-10-17'];
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'Condition',
]);
const ACTION = /^(?:\*|sagemaker:[A-Za-z*?]+)$/i;

/**
 * Refuses what is no resource policy of this group (IAM guide, "IAM JSON policy elements reference"): wrong structure,
 * nobody named, actions of other services, or resources other than the group and its versions. Throws
 * ValidationException.
 */
export function checkGroupPolicy(text: string, groupArn: string): void {
  if (text.length > POLICY_MAX) throw malformedPolicy(`it has more than ${POLICY_MAX} characters.`);
  const document = parse(text);
  checkElements(document, DOCUMENT_ELEMENTS, 'the policy');
  const { Version: version, Id: policyId, Statement: statement } = document;
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw malformedPolicy(`Version must be one of ${VERSIONS.join(', ')}.`);
  }
  if (policyId !== undefined && typeof policyId !== 'string') throw malformedPolicy('Id must be a string.');
  const statements = listOf(statement);
  if (statements.length === 0) throw malformedPolicy('it has no Statement.');
  const sids = new Set<string>();
  for (const one of statements) {
    if (!isObject(one)) throw malformedPolicy('each Statement must be an object.');
    checkSid(one['Sid'], sids);
    checkStatement(one, groupArn);
  }
}

function parse(text: string): JsonObject {
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    throw malformedPolicy('it is not valid JSON.');
  }
  if (!isObject(document)) throw malformedPolicy('it must be a JSON object.');
  return document;
}

function checkSid(sid: JsonValue | undefined, seen: Set<string>): void {
  if (sid === undefined) return;
  if (typeof sid !== 'string' || !/^[A-Za-z0-9]*$/.test(sid)) {
    throw malformedPolicy('a Sid has letters and digits only.');
  }
  if (seen.has(sid)) throw malformedPolicy(`the Sid ${sid} is used more than once.`);
  seen.add(sid);
}

function checkStatement(statement: JsonObject, groupArn: string): void {
  checkElements(statement, STATEMENT_ELEMENTS, 'a Statement');
  const { Effect: effect, Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy('Effect must be Allow or Deny.');
  const [who, principal] = exactlyOne(statement, 'Principal', 'NotPrincipal');
  if (who === 'NotPrincipal' && effect === 'Allow') {
    throw malformedPolicy('NotPrincipal with Effect Allow would allow everybody else.');
  }
  checkPolicyPrincipal(principal);
  const [element, actions] = exactlyOne(statement, 'Action', 'NotAction');
  for (const action of textsOf(actions, element)) {
    if (!ACTION.test(action)) throw malformedPolicy(`${action} is no action of SageMaker.`);
  }
  for (const resource of textsOf(statement['Resource'], 'Resource')) {
    if (isOfGroup(resource, groupArn)) continue;
    throw malformedPolicy(`${resource} is neither the model package group ${groupArn} nor a model package of it.`);
  }
  if (condition !== undefined) checkPolicyCondition(condition);
}

/** The group itself, or `model-package/<group>/<version or wildcard>`. ARNs are compared without case. */
function isOfGroup(resource: string, groupArn: string): boolean {
  const arn = resource.toLowerCase();
  const group = groupArn.toLowerCase();
  const versions = `${group.replace(':model-package-group/', ':model-package/')}/`;
  return arn === group || (arn.startsWith(versions) && /^[0-9*?]+$/.test(arn.slice(versions.length)));
}
