import type { AccessRequest } from './access-request.ts';
import type { CompiledPolicy, CompiledStatement } from './compile-policy.ts';
import type { Naming } from './principal-match.ts';

/** The kinds of policy that take part in a decision. */
export type PolicySource = 'identity' | 'boundary' | 'session' | 'resource';

/** Why something is refused. */
export interface Refusal {
  readonly source: PolicySource;
  /** A Deny statement; else no Allow statement. */
  readonly isExplicit: boolean;
}

/** What hangs on whoever asks. Absent members do not limit. */
export interface PolicySet {
  readonly identity: PolicyGroup;
  readonly boundary?: PolicyGroup | undefined;
  readonly session?: PolicyGroup | undefined;
}

/** What hangs on the resource, and whose it is. */
export interface ResourceSide {
  /** Absent where the resource has no policy, or its kind has none. */
  readonly policy?: PolicyGroup | undefined;
  /** The account that owns the resource; the asker's own when undefined. */
  readonly account?: string | undefined;
}

/** Policies that are evaluated as one. Statements are sorted out by action once, since the same few actions come again. */
export class PolicyGroup {
  /** Every condition key that is mentioned, in lower case. */
  readonly keys: ReadonlySet<string>;
  /** True when everything is allowed and nothing denied, whatever is asked. */
  readonly allowsEverything: boolean;
  readonly #statements: readonly CompiledStatement[];
  readonly #byAction = new Map<string, readonly CompiledStatement[]>();

  constructor(policies: readonly CompiledPolicy[]) {
    this.#statements = policies.flatMap((policy) => policy.statements);
    this.keys = new Set(policies.flatMap((policy) => [...policy.keys]));
    this.allowsEverything =
      this.#statements.every(({ effect }) => effect === 'Allow') &&
      this.#statements.some((statement) => statement.coversEverything && statement.isUnconditional);
  }

  /** True when the action is allowed on everything, and no statement could deny it. */
  alwaysAllows(action: string): boolean {
    const covering = this.#covering(action);
    return (
      covering.every(({ effect }) => effect === 'Allow') &&
      covering.some((statement) => statement.isUnconditional && statement.coversEveryResource)
    );
  }

  /** The best naming of an Allow that applies, `deny` when a Deny applies, undefined when nothing does. */
  verdict(request: AccessRequest): Naming | 'deny' | undefined {
    let allowed: Naming | undefined;
    for (const statement of this.#covering(request.action)) {
      const naming = statement.naming(request);
      if (naming === undefined || !statement.appliesTo(request)) continue;
      if (statement.effect === 'Deny') return 'deny';
      if (allowed === undefined || RANK[naming] < RANK[allowed]) allowed = naming;
    }
    return allowed;
  }

  #covering(action: string): readonly CompiledStatement[] {
    let covering = this.#byAction.get(action);
    if (!covering) {
      covering = this.#statements.filter((statement) => statement.coversAction(action));
      // Actions come from the table of operations, and from SimulatePrincipalPolicy, which may ask for anything.
      if (this.#byAction.size < ACTIONS_REMEMBERED_MAX) this.#byAction.set(action, covering);
    }
    return covering;
  }
}

const ACTIONS_REMEMBERED_MAX = 1000;
const RANK: Readonly<Record<Naming, number>> = { session: 0, principal: 1, account: 2 };
const SOURCES: readonly PolicySource[] = ['identity', 'resource', 'session', 'boundary'];

/**
 * Undefined when the request is allowed. An explicit Deny anywhere wins. Within an account either side may allow; across
 * accounts both must. Boundary and session policies only limit (IAM guide, "Policy evaluation logic").
 */
export function decide(request: AccessRequest, set: PolicySet, resource: ResourceSide = {}): Refusal | undefined {
  const verdicts = {
    identity: set.identity.verdict(request),
    boundary: set.boundary?.verdict(request),
    session: set.session?.verdict(request),
    resource: resource.policy?.verdict(request),
  };
  const denied = SOURCES.find((source) => verdicts[source] === 'deny');
  if (denied) return { source: denied, isExplicit: true };
  const limit = limitOf(set, verdicts);
  const { account } = request.subject;
  if (resource.account !== undefined && resource.account !== account) {
    if (verdicts.identity === undefined) return { source: 'identity', isExplicit: false };
    if (limit) return limit;
    return verdicts.resource === undefined ? { source: 'resource', isExplicit: false } : undefined;
  }
  if (grantsByItself(verdicts.resource, request, limit)) return undefined;
  if (verdicts.identity === undefined) return { source: 'identity', isExplicit: false };
  return limit;
}

/** Like `decide`, about acting as a role: its trust policy must allow it, whatever else does. */
export function decideTrust(request: AccessRequest, set: PolicySet, role: ResourceSide): Refusal | undefined {
  if (role.policy?.verdict(request) === undefined) return { source: 'resource', isExplicit: false };
  return decide(request, set, role);
}

function limitOf(set: PolicySet, verdicts: Readonly<Record<PolicySource, unknown>>): Refusal | undefined {
  if (set.boundary && verdicts.boundary === undefined) return { source: 'boundary', isExplicit: false };
  if (set.session && verdicts.session === undefined) return { source: 'session', isExplicit: false };
  return undefined;
}

/** A grant to a user or a session itself is not limited by boundary and session policies; one to a role is. */
function grantsByItself(naming: Naming | 'deny' | undefined, { subject }: AccessRequest, limit: Refusal | undefined) {
  if (naming === 'session') return true;
  return naming === 'principal' && (limit === undefined || subject.sessionArn === undefined);
}
