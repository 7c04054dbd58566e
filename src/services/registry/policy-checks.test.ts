import { describe, expect, it } from 'vitest';
import { checkGroupPolicy } from './policy-checks.ts';

const GROUP = 'arn:aws:sagemaker:us-west-2:123456789012:model-package-group/fraud';
const VERSIONS = 'arn:aws:sagemaker:us-west-2:123456789012:model-package/fraud/*';
const STATEMENT = {
  Sid: 'Share',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::210987654321:root' },
  Action: ['sagemaker:DescribeModelPackage', 'sagemaker:List*'],
  Resource: [GROUP, VERSIONS],
};

const check = (policy: unknown) => () =>
  checkGroupPolicy(typeof policy === 'string' ? policy : JSON.stringify(policy), GROUP);
const withStatement = (members: object) => check({ Version: '2012-10-17', Statement: [{ ...STATEMENT, ...members }] });

describe('the resource policy of a model package group', () => {
  it('names who may do what with the group and its versions', () => {
    expect(check({ Version: '2012-10-17', Id: 'p', Statement: [STATEMENT] })).not.toThrow();
    expect(check({ Statement: STATEMENT })).not.toThrow();
    const allowed = [
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
      { Principal: { AWS: ['210987654321', '*'], Service: 'sagemaker.amazonaws.com' } },
      { Principal: undefined, NotPrincipal: { AWS: '210987654321' }, Effect: 'Deny' },
      { Action: '*' },
      { Action: undefined, NotAction: 'SageMaker:Delete*' },
      { Resource: GROUP.toUpperCase().replace('ARN:AWS', 'arn:aws') },
      { Resource: VERSIONS.replace('*', '12') },
      { Condition: { 'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a*', 'b'] }, Null: { 'aws:x': true } } },
    ];
    for (const members of allowed) expect(withStatement(members), JSON.stringify(members)).not.toThrow();
  });

  it('is refused for a document that is none', () => {
    for (const text of ['', '{', 'null', '[]', '"x"', '1'])
      expect(check(text), text).toThrow('Invalid resource policy');
    expect(check({ Version: '2012-10-17' })).toThrow('it has no Statement.');
    expect(check({ Statement: [] })).toThrow('it has no Statement.');
    expect(check({ Statement: ['x'] })).toThrow('each Statement must be an object.');
    expect(check({ Version: '2020-01-01', Statement: STATEMENT })).toThrow('Version must be one of');
    expect(check({ statement: STATEMENT })).toThrow("can't have the element statement.");
    expect(check({ Statement: [STATEMENT, STATEMENT] })).toThrow('the Sid Share is used more than once.');
    expect(check(`{"Statement": ${' '.repeat(20_480)}[]}`)).toThrow('more than 20480 characters');
  });

  it('is refused for other resources, among them everything', () => {
    const others = [
      '*',
      GROUP.replace('fraud', 'fraud*'),
      GROUP.replace('fraud', 'other'),
      GROUP.replace('123456789012', '210987654321'),
      VERSIONS.replace('fraud', 'fraud2'),
      VERSIONS.replace('/*', ''),
      VERSIONS.replace('fraud/*', '*'),
      `${VERSIONS}/x`,
      'arn:aws:s3:::bucket',
    ];
    for (const Resource of others)
      expect(withStatement({ Resource }), Resource).toThrow('is neither the model package');
    expect(withStatement({ Resource: undefined })).toThrow('Resource must be');
    expect(withStatement({ Resource: undefined, NotResource: GROUP })).toThrow("can't have the element NotResource");
  });

  it('is refused for statements that say too little, too much or nonsense', () => {
    const cases: [object, string][] = [
      [{ Effect: 'allow' }, 'Effect must be Allow or Deny.'],
      [{ Principal: undefined }, 'either Principal or NotPrincipal'],
      [{ NotPrincipal: '*' }, 'either Principal or NotPrincipal'],
      [{ Principal: undefined, NotPrincipal: '*' }, 'NotPrincipal with Effect Allow'],
      [{ Principal: {} }, 'Principal must be'],
      [{ Principal: { Aws: '*' } }, "Principal can't have the element Aws."],
      [{ Principal: { AWS: 'bob' } }, 'bob is no AWS principal.'],
      [{ Principal: { AWS: [] } }, 'Principal AWS must be a string'],
      [{ Action: undefined }, 'either Action or NotAction'],
      [{ Action: 's3:GetObject' }, 's3:GetObject is no action of SageMaker.'],
      [{ Action: [1] }, 'Action must be a string'],
      [{ Sid: 'not ok' }, 'a Sid has letters and digits only.'],
      [{ Condition: 'x' }, 'Condition must be an object.'],
      [{ Condition: { StringSame: { a: 'b' } } }, 'StringSame is no condition operator.'],
      [{ Condition: { StringEquals: 'x' } }, 'must be an object of condition keys.'],
      [{ Condition: { StringEquals: { a: { b: 'c' } } } }, 'must be strings, numbers or booleans.'],
      [{ Resouce: GROUP }, "a Statement can't have the element Resouce."],
    ];
    for (const [members, message] of cases) expect(withStatement(members)).toThrow(message);
  });
});
