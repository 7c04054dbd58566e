import type { JsonObject, JsonValue } from '../../base/json.ts';

/** Where a policy hangs, which says what it must and must not hold. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/** What is wrong with a policy, in IAM's words. */
export class PolicySyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PolicySyntaxError';
  }
}

/** Whom a statement names, by kind (`AWS`, `Service`, …). */
export type NamedPrincipals = Readonly<Record<string, readonly string[]>>;

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals?: { readonly named: NamedPrincipals; readonly negated: boolean };
  readonly actions: { readonly patterns: readonly string[]; readonly negated: boolean };
  /** Absent in a trust policy: it is about its own role. */
  readonly resources?: { readonly patterns: readonly string[]; readonly negated: boolean };
  /** Operator to key to values. */
  readonly conditions: readonly (readonly [operator: string, key: string, values: readonly string[]])[];
}

export interface PolicyDocument {
  readonly hasVariables: boolean;
  readonly statements: readonly PolicyStatement[];
}

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);
const VERSIONS: readonly unknown[] = [undefined, '2012-10-17', '2008-10-17'];
const PRINCIPAL_KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);
const AWS_PRINCIPAL = /^(?:\*|\d{12}|arn:[a-z-]+:(?:iam|sts)::\d{12}:(?:root|(?:user|role|assumed-role)\/[^*?]+))$/;
const ACTION = /^(?:\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$/;
const SYNTAX = 'Syntax errors in policy.';

/** Reads a policy. Throws PolicySyntaxError for what IAM would refuse. */
export function parsePolicy(text: string, kind: PolicyKind): PolicyDocument {
  const document = parseJson(text);
  checkElements(document, DOCUMENT_ELEMENTS);
  const version = document['Version'];
  if (!VERSIONS.includes(version)) throw new PolicySyntaxError(SYNTAX);
  const statements = listOf(document['Statement']);
  if (statements.length === 0) throw new PolicySyntaxError(SYNTAX);
  const sids = new Set<string>();
  return {
    hasVariables: version === '2012-10-17',
    statements: statements.map((statement) => {
      if (!isObject(statement)) throw new PolicySyntaxError(SYNTAX);
      checkSid(statement['Sid'], sids, kind);
      return parseStatement(statement, kind);
    }),
  };
}

function parseJson(text: string): JsonObject {
  let document: JsonValue;
  try {
    document = JSON.parse(text) as JsonValue;
  } catch {
    throw new PolicySyntaxError('This policy contains invalid Json');
  }
  if (!isObject(document)) throw new PolicySyntaxError(SYNTAX);
  return document;
}

function checkSid(sid: JsonValue | undefined, seen: Set<string>, kind: PolicyKind): void {
  if (sid === undefined) return;
  if (typeof sid !== 'string') throw new PolicySyntaxError(SYNTAX);
  if (kind !== 'resource' && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw new PolicySyntaxError(
      'Statement IDs (SID) should be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (sid !== '' && seen.has(sid))
    throw new PolicySyntaxError('Statement IDs (SID) in a single policy must be unique.');
  seen.add(sid);
}

function parseStatement(statement: JsonObject, kind: PolicyKind): PolicyStatement {
  checkElements(statement, STATEMENT_ELEMENTS);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError(SYNTAX);
  const actions = oneOf(statement, 'Action', 'NotAction');
  if (!actions) throw new PolicySyntaxError('Policy statement must contain actions.');
  for (const action of actions.patterns) checkAction(action, kind);
  const principals = parsePrincipals(statement, kind);
  const resources = parseResources(statement, kind);
  const conditions = parseConditions(statement['Condition']);
  return { effect, actions, conditions, ...(principals && { principals }), ...(resources && { resources }) };
}

function checkAction(action: string, kind: PolicyKind): void {
  if (!ACTION.test(action)) {
    throw new PolicySyntaxError(
      action.includes(':') ? SYNTAX : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    );
  }
  if (kind === 'trust' && !/^sts:/i.test(action)) {
    throw new PolicySyntaxError('AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

function parsePrincipals(statement: JsonObject, kind: PolicyKind): PolicyStatement['principals'] {
  const [plain, negated] = [statement['Principal'], statement['NotPrincipal']];
  if (plain !== undefined && negated !== undefined) throw new PolicySyntaxError(SYNTAX);
  const value = plain ?? negated;
  if (value === undefined) {
    if (kind === 'identity') return undefined;
    throw new PolicySyntaxError('Missing required field Principal');
  }
  if (kind === 'identity') throw new PolicySyntaxError('Policy document should not specify a principal.');
  if (value === '*') return { named: { AWS: ['*'] }, negated: negated !== undefined };
  if (!isObject(value) || Object.keys(value).length === 0) throw new PolicySyntaxError(SYNTAX);
  const named: Record<string, readonly string[]> = {};
  for (const [name, principals] of Object.entries(value)) {
    const texts = textsOf(principals);
    const wrong = texts.find((text) => name === 'AWS' && !AWS_PRINCIPAL.test(text));
    if (wrong !== undefined || !PRINCIPAL_KINDS.has(name)) {
      throw new PolicySyntaxError(`Invalid principal in policy: "${name}":"${wrong ?? texts[0]}"`);
    }
    named[name] = texts;
  }
  return { named, negated: negated !== undefined };
}

function parseResources(statement: JsonObject, kind: PolicyKind): PolicyStatement['resources'] {
  const resources = oneOf(statement, 'Resource', 'NotResource');
  if (kind === 'trust') {
    if (resources) throw new PolicySyntaxError('Has prohibited field Resource');
    return undefined;
  }
  if (!resources) throw new PolicySyntaxError('Policy statement must contain resources.');
  for (const resource of resources.patterns) {
    if (resource !== '*' && !/^(?:arn|\*):/.test(resource)) {
      throw new PolicySyntaxError(`Resource ${resource} must be in ARN format or "*".`);
    }
  }
  return resources;
}

function parseConditions(condition: JsonValue | undefined): PolicyStatement['conditions'] {
  if (condition === undefined) return [];
  if (!isObject(condition)) throw new PolicySyntaxError(SYNTAX);
  const conditions: (readonly [string, string, readonly string[]])[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) throw new PolicySyntaxError(SYNTAX);
    for (const [key, values] of Object.entries(keys)) {
      if (!/^[A-Za-z0-9-]+:./.test(key)) {
        throw new PolicySyntaxError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
      }
      const texts = listOf(values).map((value) => {
        if (!['string', 'number', 'boolean'].includes(typeof value)) throw new PolicySyntaxError(SYNTAX);
        return String(value);
      });
      conditions.push([operator, key.toLowerCase(), texts]);
    }
  }
  return conditions;
}

/** The texts of the one element of the two that is there. */
function oneOf(statement: JsonObject, plain: string, negated: string) {
  const [value, opposite] = [statement[plain], statement[negated]];
  if (value !== undefined && opposite !== undefined) throw new PolicySyntaxError(SYNTAX);
  const given = value ?? opposite;
  return given === undefined ? undefined : { patterns: textsOf(given), negated: opposite !== undefined };
}

function textsOf(value: JsonValue): readonly string[] {
  const list = listOf(value);
  if (list.length === 0 || !list.every((one): one is string => typeof one === 'string')) {
    throw new PolicySyntaxError(SYNTAX);
  }
  return list;
}

function checkElements(object: JsonObject, known: ReadonlySet<string>): void {
  // A misspelt element would silently not count.
  if (!Object.keys(object).every((name) => known.has(name))) throw new PolicySyntaxError(SYNTAX);
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
