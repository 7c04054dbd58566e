import type {
  EvaluationResult,
  SimulateCustomPolicyRequest,
  SimulatePolicyResponse,
} from '../../api/generated/iam-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import { CallKeys, type Tags } from '../../api/policies/call-keys.ts';
import { splitArn } from '../../api/policies/condition-operators.ts';
import { decide, type PolicyGroup, type PolicySet } from '../../api/policies/decide.ts';
import { parseArn } from '../../base/arn.ts';
import { policyGroup } from './access/policy-groups.ts';
import { invalidInput } from './iam-errors.ts';
import { pageOf } from './iam-lists.ts';
import { checkPolicy } from './policy-checks.ts';

/** Whose policies are tried. */
export interface Simulated {
  readonly identity: readonly string[];
  readonly boundary: readonly string[] | undefined;
  readonly tags: Tags;
  readonly subjectArn: string;
  readonly operation: string;
}

/** What both operations take. */
type SimulationInput = Omit<SimulateCustomPolicyRequest, 'PolicyInputList' | 'CallerArn'>;

interface Around {
  readonly context: OperationContext;
  readonly tokens: PageTokens;
  readonly nowMs: number;
}

/** Every action on every resource, decided as a call would be. */
export function simulate(simulated: Simulated, input: SimulationInput, around: Around): SimulatePolicyResponse {
  for (const text of [...simulated.identity, ...(simulated.boundary ?? [])]) checkPolicy(text, 'identity');
  if (input.ResourcePolicy !== undefined) checkPolicy(input.ResourcePolicy, 'resource');
  const set = {
    identity: policyGroup(simulated.identity),
    boundary: simulated.boundary && policyGroup(simulated.boundary),
  };
  const resourcePolicy =
    input.ResourcePolicy === undefined ? undefined : policyGroup([input.ResourcePolicy], 'resource');
  const resources = input.ResourceArns?.length ? input.ResourceArns : ['*'];
  const evaluate = evaluator(simulated, input, around, set, resourcePolicy);
  const results = input.ActionNames.flatMap((action) => resources.map((resource) => evaluate(action, resource)));
  const { Marker, MaxItems, ...rest } = input;
  const query = { operation: simulated.operation, context: around.context, rest, subject: simulated.subjectArn };
  const numbered = results.map((result, index) => ({ result, place: String(index).padStart(8, '0') }));
  const page = pageOf(numbered, { Marker, MaxItems }, around.tokens, query, ({ place }) => place);
  return { EvaluationResults: page.items.map(({ result }) => result), ...page.rest };
}

function evaluator(
  simulated: Simulated,
  input: SimulationInput,
  { context, nowMs }: Around,
  set: PolicySet,
  resourcePolicy: PolicyGroup | undefined,
): (action: string, resource: string) => EvaluationResult {
  const arn = simulated.subjectArn;
  const subject = subjectOf(arn, context);
  const principal = { ...context.principal, arn, kind: arn.includes(':user/') ? 'user' : 'assumed-role' } as const;
  const more = Object.fromEntries(
    (input.ContextEntries ?? []).map((entry) => [entry.ContextKeyName?.toLowerCase(), entry.ContextKeyValues ?? []]),
  );
  const missing = [...set.identity.keys, ...(set.boundary?.keys ?? []), ...(resourcePolicy?.keys ?? [])];
  return (action, resource) => {
    const keys = new CallKeys({
      ...{ subject, nowMs, resource, more, input: {}, principalTags: simulated.tags },
      context: { ...context, principal },
    });
    const account = input.ResourceOwner?.match(/\d{12}/)?.[0] ?? accountOf(resource);
    const refusal = decide({ action, resource, subject, keys }, set, { policy: resourcePolicy, account });
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: refusal ? (refusal.isExplicit ? 'explicitDeny' : 'implicitDeny') : 'allowed',
      MatchedStatements: [],
      MissingContextValues: [...new Set(missing)].filter((key) => keys.values(key) === undefined),
    };
  };
}

function subjectOf(arn: string, context: OperationContext) {
  const parsed = parseArn(arn);
  if (!parsed) throw invalidInput(`Invalid Caller Arn: ${arn}`);
  return { arn, account: parsed.account || context.account };
}

function accountOf(resource: string): string | undefined {
  const account = splitArn(resource)[4] ?? '';
  return /^\d{12}$/.test(account) ? account : undefined;
}
