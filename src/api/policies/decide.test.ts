import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRequest, RequestKeys, Subject } from './access-request.ts';
import { compilePolicy } from './compile-policy.ts';
import { decide, decideTrust, PolicyGroup, type PolicySet, type ResourceSide } from './decide.ts';

const ANN: Subject = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ann' };
const SESSION: Subject = {
  account: '111111111111',
  arn: 'arn:aws:iam::111111111111:role/team/worker',
  sessionArn: 'arn:aws:sts::111111111111:assumed-role/worker/s',
};
const RESOURCE = 'arn:aws:sagemaker:us-west-2:111111111111:model/a';

const keysOf = (values: Record<string, string | readonly string[]>): RequestKeys => ({
  values: (key) => (values[key] === undefined ? undefined : [values[key]].flat()),
});

const group = (kind: 'identity' | 'resource' | 'trust', ...statements: object[]) =>
  new PolicyGroup([compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)]);
const identity = (...statements: object[]): PolicySet => ({ identity: group('identity', ...statements) });
const allow = (members: object = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...members });
const deny = (members: object = {}) => ({ Effect: 'Deny', Action: '*', Resource: '*', ...members });

function ask(set: PolicySet, request: Partial<AccessRequest> = {}, resource: ResourceSide = {}): string {
  const whole = { action: 'sagemaker:DescribeModel', resource: RESOURCE, subject: ANN, keys: keysOf({}), ...request };
  const refusal = decide(whole, set, resource);
  return refusal ? `${refusal.isExplicit ? 'explicit' : 'implicit'} ${refusal.source}` : 'allowed';
}

describe('a decision', () => {
  it('is no until something allows', () => {
    expect(ask(identity(allow({ Action: 's3:*' })))).toBe('implicit identity');
    expect(ask(identity(allow()))).toBe('allowed');
  });

  it('is no as soon as anything denies, wherever', () => {
    expect(ask(identity(allow(), deny({ Action: 'sagemaker:Describe*' })))).toBe('explicit identity');
    expect(ask({ ...identity(allow()), session: group('identity', allow(), deny()) })).toBe('explicit session');
    expect(ask({ ...identity(allow()), boundary: group('identity', deny()) })).toBe('explicit boundary');
    const policy = group('resource', deny({ Principal: '*' }));
    expect(ask(identity(allow()), {}, { policy })).toBe('explicit resource');
  });

  it('is bounded by boundary and session, which allow nothing by themselves', () => {
    const narrow = group('identity', allow({ Action: 'sagemaker:List*' }));
    expect(ask({ ...identity(allow()), boundary: narrow })).toBe('implicit boundary');
    expect(ask({ ...identity(allow()), session: narrow })).toBe('implicit session');
    expect(ask({ identity: group('identity', allow({ Action: 's3:*' })), boundary: group('identity', allow()) })).toBe(
      'implicit identity',
    );
    const list = { action: 'sagemaker:ListModels' };
    expect(ask({ ...identity(allow()), boundary: narrow, session: narrow }, list)).toBe('allowed');
  });

  it('within an account needs one side, if the resource names the caller and not just its account', () => {
    const nothing = identity(allow({ Action: 's3:*' }));
    const naming = (Principal: unknown) => ({ policy: group('resource', allow({ Principal })) });
    expect(ask(nothing, {}, naming({ AWS: ANN.arn }))).toBe('allowed');
    expect(ask(nothing, {}, naming('*'))).toBe('allowed');
    expect(ask(nothing, {}, naming({ AWS: ANN.account }))).toBe('implicit identity');
    expect(ask(nothing, {}, naming({ AWS: 'arn:aws:iam::111111111111:user/bob' }))).toBe('implicit identity');
    const session = { ...nothing, session: group('identity', allow({ Action: 's3:*' })) };
    expect(ask(session, { subject: SESSION }, naming({ AWS: SESSION.arn }))).toBe('implicit identity');
    expect(ask(session, { subject: SESSION }, naming({ AWS: SESSION.sessionArn }))).toBe('allowed');
  });

  it('across accounts needs both sides', () => {
    const account = '222222222222';
    const granted = { account, policy: group('resource', allow({ Principal: { AWS: ANN.account } })) };
    expect(ask(identity(allow()), {}, { account })).toBe('implicit resource');
    expect(ask(identity(allow()), {}, granted)).toBe('allowed');
    expect(ask(identity(allow({ Action: 's3:*' })), {}, granted)).toBe('implicit identity');
  });

  it('about a role needs its trust policy, and the caller’s own when that names the account', () => {
    const request = { action: 'sts:AssumeRole', resource: SESSION.arn, subject: ANN, keys: keysOf({}) };
    const trust = (Principal: unknown, members: object = {}) => ({
      policy: group('trust', { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...members }),
    });
    const decideAbout = (set: PolicySet, role: ResourceSide) => decideTrust(request, set, role) === undefined;
    expect(decideAbout(identity(allow()), trust({ AWS: 'arn:aws:iam::111111111111:user/bob' }))).toBe(false);
    expect(decideAbout(identity(allow({ Action: 's3:*' })), trust({ AWS: ANN.arn }))).toBe(true);
    expect(decideAbout(identity(allow({ Action: 's3:*' })), trust({ AWS: ANN.account }))).toBe(false);
    expect(decideAbout(identity(allow()), trust({ AWS: ANN.account }))).toBe(true);
    expect(decideAbout(identity(deny()), trust({ AWS: ANN.arn }))).toBe(false);
    expect(decideAbout(identity(allow()), trust({ Service: 'sagemaker.amazonaws.com' }))).toBe(false);
    const external = { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
    expect(decideAbout(identity(allow()), trust({ AWS: ANN.arn }, external))).toBe(false);
    const others = group('trust', {
      Effect: 'Deny',
      NotPrincipal: { AWS: 'arn:aws:iam::111111111111:user/bob' },
      Action: 'sts:AssumeRole',
    });
    expect(decideTrust(request, identity(allow()), { policy: others })?.isExplicit).toBe(true);
  });
});

describe('what a statement covers', () => {
  const CASES: readonly [object, Partial<AccessRequest>, boolean][] = [
    [{ Action: 'SAGEMAKER:describemodel' }, {}, true],
    [{ Action: 'sagemaker:Describe?odel' }, {}, true],
    [{ Action: 'sagemaker:Describe' }, {}, false],
    [{ Action: undefined, NotAction: ['iam:*', 's3:*'] }, {}, true],
    [{ Action: undefined, NotAction: 'sagemaker:*' }, {}, false],
    [{ Resource: 'arn:aws:sagemaker:*:111111111111:model/*' }, {}, true],
    [{ Resource: 'arn:aws:sagemaker:us-west-2:111111111111:model/A' }, {}, true],
    [{ Resource: 'arn:aws:sagemaker:eu-*:111111111111:model/*' }, {}, false],
    [{ Resource: 'arn:aws:sagemaker:*:model/a' }, {}, false],
    [{ Resource: 'arn:aws:sagemaker' }, {}, true],
    [{ Resource: undefined, NotResource: RESOURCE }, {}, false],
    [{ Resource: undefined, NotResource: ['arn:aws:s3:::*'] }, {}, true],
    [{ Resource: 'arn:aws:s3:::b/*' }, { resource: 'arn:aws:s3:::b/x:y/z' }, true],
    [{ Resource: 'arn:aws:s3:::b/X' }, { resource: 'arn:aws:s3:::b/x' }, false],
    [{ Resource: 'arn:aws:s3:::b*' }, { resource: 'arn:aws:s3:::b/x' }, true],
    [{ Resource: RESOURCE }, { resource: '*' }, false],
  ];

  it.each(CASES)('%j about %j: %s', (members, request, expected) => {
    expect(ask(identity(allow(members)), request)).toBe(expected ? 'allowed' : 'implicit identity');
  });

  it('may be written with variables, which stand for themselves alone', () => {
    const variable = (name: string) => `$\{${name}}`;
    const own = { Resource: `arn:aws:s3:::home/${variable('aws:username')}/*` };
    const about = (resource: string, name?: string) =>
      ask(identity(allow(own)), { resource, keys: keysOf(name === undefined ? {} : { 'aws:username': name }) });
    expect(about('arn:aws:s3:::home/ann/x', 'ann')).toBe('allowed');
    expect(about('arn:aws:s3:::home/bob/x', 'ann')).toBe('implicit identity');
    expect(about('arn:aws:s3:::home//x')).toBe('implicit identity');
    // A name that looks like a wildcard opens nothing.
    expect(about('arn:aws:s3:::home/bob/x', '*')).toBe('implicit identity');
    const star = identity(allow({ Resource: `arn:aws:s3:::b/${variable('*')}` }));
    expect(ask(star, { resource: 'arn:aws:s3:::b/*' })).toBe('allowed');
    expect(ask(star, { resource: 'arn:aws:s3:::b/x' })).toBe('implicit identity');
    const fallback = identity(allow({ Resource: `arn:aws:s3:::${variable("aws:PrincipalTag/team, 'all'")}` }));
    expect(ask(fallback, { resource: 'arn:aws:s3:::all' })).toBe('allowed');
  });

  it('allows nothing by being different from a variable that stands for nothing, and still denies', () => {
    const name = `$\{aws:username}`;
    const others: [object, object][] = [
      [{ Resource: undefined, NotResource: `arn:aws:s3:::home/${name}/*` }, {}],
      [{ Condition: { StringNotEquals: { 'x:key': name } } }, { 'x:key': 'bob' }],
      [{ Condition: { StringNotLike: { 'x:key': ['a', `${name}*`] } } }, { 'x:key': 'bob' }],
      [{ Condition: { ArnNotLike: { 'x:key': `arn:aws:iam::*:user/${name}` } } }, { 'x:key': ANN.arn }],
      [{ Condition: { 'ForAnyValue:StringNotEquals': { 'x:key': name } } }, { 'x:key': 'bob' }],
    ];
    for (const [members, values] of others) {
      const unknown = { keys: keysOf({ ...values }) };
      expect(ask(identity(allow(members)), unknown)).toBe('implicit identity');
      expect(ask(identity(allow(), deny(members)), unknown)).toBe('explicit identity');
      expect(ask(identity(allow(members)), { keys: keysOf({ ...values, 'aws:username': 'eve' }) })).toBe('allowed');
    }
    const ifExists = allow({ Condition: { StringNotEqualsIfExists: { 'x:key': name } } });
    expect(ask(identity(ifExists))).toBe('allowed');
    expect(ask(identity(ifExists), { keys: keysOf({ 'x:key': 'bob' }) })).toBe('implicit identity');
    const fallback = allow({ Condition: { StringNotEquals: { 'x:key': `$\{aws:username, 'eve'}` } } });
    expect(ask(identity(fallback), { keys: keysOf({ 'x:key': 'bob' }) })).toBe('allowed');
  });

  it('takes no longer for patterns that are made to', () => {
    const hostile = identity(allow({ Resource: `arn:aws:s3:::${'*a'.repeat(400)}b` }));
    const startedMs = performance.now();
    expect(ask(hostile, { resource: `arn:aws:s3:::${'a'.repeat(1024)}` })).toBe('implicit identity');
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});

/** The same question, answered by the shortest program that can: one statement at a time, and nothing compiled. */
describe('any policy', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab');
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '*', '?'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(''));
  const condition = fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
    set: fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    ifExists: fc.boolean(),
    values: fc.array(pattern, { minLength: 1, maxLength: 2 }),
  });
  const statement = fc.record({
    effect: fc.constantFrom('Allow', 'Deny'),
    notAction: fc.boolean(),
    actions: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    notResource: fc.boolean(),
    resources: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    condition: fc.option(condition, { nil: undefined }),
  });
  type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;
  const request = fc.record({
    action: word,
    resource: word,
    given: fc.option(fc.array(word, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  });

  const like = (wanted: string, given: string) =>
    new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(given);

  function holds({ operator, set, ifExists, values }: NonNullable<Statement['condition']>, given?: readonly string[]) {
    const isNot = operator.includes('Not');
    const meets = (one: string) =>
      values.some((value) => (operator.endsWith('Like') ? like(value, one) : value === one)) !== isNot;
    if (given === undefined) return ifExists || set === 'ForAllValues:' || (set === '' && isNot);
    if (set === 'ForAllValues:' || (set === '' && isNot)) return given.every(meets);
    return given.some(meets);
  }

  function naive(
    statements: readonly Statement[],
    asked: { action: string; resource: string; given?: readonly string[] | undefined },
  ) {
    const applies = statements.filter(
      (one) =>
        one.actions.some((text) => like(text, asked.action)) !== one.notAction &&
        one.resources.some((text) => like(text, asked.resource)) !== one.notResource &&
        (one.condition === undefined || holds(one.condition, asked.given)),
    );
    if (applies.some(({ effect }) => effect === 'Deny')) return 'explicit identity';
    return applies.length > 0 ? 'allowed' : 'implicit identity';
  }

  it('is decided as it reads', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 4 }), request, (statements, asked) => {
        const written = statements.map((one) => ({
          Effect: one.effect,
          [one.notAction ? 'NotAction' : 'Action']: one.actions.map((text) => `x:${text}`),
          [one.notResource ? 'NotResource' : 'Resource']: one.resources.map((text) => `arn:aws:s3:::${text}`),
          ...(one.condition && {
            Condition: {
              [`${one.condition.set}${one.condition.operator}${one.condition.ifExists ? 'IfExists' : ''}`]: {
                'x:key': one.condition.values,
              },
            },
          }),
        }));
        const decided = ask(identity(...written), {
          action: `x:${asked.action}`,
          resource: `arn:aws:s3:::${asked.resource}`,
          keys: keysOf(asked.given === undefined ? {} : { 'x:key': asked.given }),
        });
        return decided === naive(statements, asked);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
