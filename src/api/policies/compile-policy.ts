import type { AccessRequest, RequestKeys } from './access-request.ts';
import { type CompiledCondition, compileCondition } from './compile-condition.ts';
import { ARN_PARTS, splitArn } from './condition-operators.ts';
import { type PolicyDocument, type PolicyKind, type PolicyStatement, parsePolicy } from './policy-document.ts';
import { PolicyTemplate } from './policy-template.ts';
import { compilePrincipals, type Naming } from './principal-match.ts';
import { TextPattern } from './text-pattern.ts';

export interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  /** True when nothing but the action and the resource is asked: no principal, no condition. */
  readonly isUnconditional: boolean;
  coversAction(action: string): boolean;
  /** True for `Resource: *`. */
  readonly coversEveryResource: boolean;
  /** True for `Action: *` on `Resource: *`. */
  readonly coversEverything: boolean;
  /** How it names the subject; `undefined` when it does not. A policy of an identity names its owner. */
  naming(request: AccessRequest): Naming | undefined;
  /** Looks at resource and conditions; the action is taken as covered. */
  appliesTo(request: AccessRequest): boolean;
}

/** A policy made ready to be asked often. */
export interface CompiledPolicy {
  readonly statements: readonly CompiledStatement[];
  /** Every condition key that it mentions, in lower case. */
  readonly keys: ReadonlySet<string>;
}

/** Services whose names are unique without regard to case, so that a policy can't mean one spelling only. */
const CASELESS_SERVICES: ReadonlySet<string> = new Set(['sagemaker', 'iam']);

/** Reads and compiles. Throws PolicySyntaxError in IAM's words. */
export function compilePolicy(text: string, kind: PolicyKind): CompiledPolicy {
  return compileDocument(parsePolicy(text, kind));
}

function compileDocument(document: PolicyDocument): CompiledPolicy {
  const keys = new Set<string>();
  const statements = document.statements.map((statement) => compileStatement(statement, document.hasVariables, keys));
  return { statements, keys };
}

function compileStatement(statement: PolicyStatement, hasVariables: boolean, keys: Set<string>): CompiledStatement {
  const actions = statement.actions.patterns.map((text) => TextPattern.of([{ text, wild: true }]));
  const resources = statement.resources?.patterns.map((text) => compileResource(text, hasVariables, keys));
  const conditions = statement.conditions.map(([operator, key, values]) =>
    compileCondition(operator, key, values, hasVariables),
  );
  for (const condition of conditions) for (const key of condition.keys) keys.add(key);
  const named = statement.principals && compilePrincipals(statement.principals);
  const negatesResources = statement.resources?.negated ?? false;
  const coversEveryResource = !negatesResources && (statement.resources?.patterns.includes('*') ?? false);
  return {
    effect: statement.effect,
    isUnconditional: !named && conditions.length === 0,
    coversAction: (action) => actions.some((pattern) => pattern.matches(action, true)) !== statement.actions.negated,
    coversEveryResource,
    coversEverything:
      coversEveryResource && !statement.actions.negated && actions.some((pattern) => pattern.isAnything),
    naming: (request) => (named ? named(request.subject) : 'principal'),
    appliesTo: (request) =>
      (!resources || coversResource(resources, request) !== negatesResources) &&
      allHold(conditions, request.keys) &&
      // What is to be different from nothing would allow everything; a Deny keeps to the safe side.
      (statement.effect === 'Deny' || allKnown(conditions, negatesResources ? resources : undefined, request.keys)),
  };
}

interface ResourceMatcher {
  matches(parts: readonly string[], ignoreCase: boolean, keys: RequestKeys): boolean;
  /** False when one of its variables stands for nothing. */
  isKnown(keys: RequestKeys): boolean;
}

function coversResource(resources: readonly ResourceMatcher[], { resource, keys }: AccessRequest): boolean {
  const parts = splitArn(resource);
  const ignoreCase = CASELESS_SERVICES.has(parts[2] ?? '');
  return resources.some((one) => one.matches(parts, ignoreCase, keys));
}

/** Parts between colons are matched one by one; those that a pattern leaves out at its end may be anything. */
function compileResource(text: string, hasVariables: boolean, mentioned: Set<string>): ResourceMatcher {
  const template = PolicyTemplate.parse(text, hasVariables);
  for (const key of template.keys) mentioned.add(key);
  const isKnown = (keys: RequestKeys) => template.isKnown(keys);
  if (text === '*') return { isKnown, matches: () => true };
  const wanted = template.split(ARN_PARTS);
  return {
    isKnown,
    matches: (parts, ignoreCase, keys) =>
      parts.length === ARN_PARTS &&
      wanted.every((part, index) => part.pattern(keys)?.matches(parts[index] ?? '', ignoreCase) ?? false),
  };
}

function allKnown(
  conditions: readonly CompiledCondition[],
  resources: readonly ResourceMatcher[] | undefined,
  keys: RequestKeys,
): boolean {
  return conditions.every((one) => one.isKnown(keys)) && (resources ?? []).every((one) => one.isKnown(keys));
}

function allHold(conditions: readonly CompiledCondition[], keys: RequestKeys): boolean {
  return conditions.every((condition) => condition.holds(keys));
}
