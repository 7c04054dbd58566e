import type { JsonValue } from '../../base/json.ts';
import { malformedPolicy } from './iam-errors.ts';

type Statement = { readonly [key: string]: JsonValue };

/** Refuses what is no IAM policy at all: no JSON, no statements. Texts are IAM's. */
export function checkPolicyDocument(text: string): void {
  statementsOf(text);
}

/** True when the trust policy lets the AWS service (for example `sagemaker.amazonaws.com`) assume the role. */
export function trustsService(trustPolicy: string, service: string): boolean {
  return allowsPrincipal(trustPolicy, 'Service', (named) => named === service || named === '*');
}

/** True when the trust policy lets a principal of the account assume the role: the account itself, the ARN, or anyone. */
export function trustsCaller(trustPolicy: string, account: string, principalArn: string): boolean {
  const rootArn = new RegExp(`^arn:[a-z-]+:iam::${account}:root$`);
  return allowsPrincipal(
    trustPolicy,
    'AWS',
    (named) => named === '*' || named === account || named === principalArn || rootArn.test(named),
  );
}

/** Statements of the document. Conditions are not looked at: policies are evaluated by a later issue. */
function statementsOf(text: string): readonly Statement[] {
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  if (!isObject(document)) throw malformedPolicy('Syntax errors in policy.');
  const statements = asList(document['Statement']);
  if (statements.length === 0 || !statements.every(isObject)) throw malformedPolicy('Syntax errors in policy.');
  for (const statement of statements) {
    if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') {
      throw malformedPolicy('Syntax errors in policy.');
    }
  }
  return statements;
}

function allowsPrincipal(trustPolicy: string, kind: string, matches: (named: string) => boolean): boolean {
  const named = (effect: string) =>
    statementsOf(trustPolicy)
      .filter((statement) => statement['Effect'] === effect && asList(statement['Action']).some(isAssumeRole))
      .flatMap((statement) => {
        const principal = statement['Principal'];
        return isObject(principal) ? asList(principal[kind]) : asList(principal);
      })
      .some((value) => typeof value === 'string' && matches(value));
  return named('Allow') && !named('Deny');
}

function isAssumeRole(action: JsonValue): boolean {
  return typeof action === 'string' && ['sts:assumerole', 'sts:*', '*'].includes(action.toLowerCase());
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: JsonValue | undefined): value is Statement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
