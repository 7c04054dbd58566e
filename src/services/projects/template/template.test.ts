import { describe, expect, it } from 'vitest';
import { planTemplate } from '../provisioning/plan.ts';
import type { Made } from '../provisioning/resource-type.ts';
import type { ResourceFacts } from './check-template.ts';

const STACK = {
  account: '123456789012',
  region: 'eu-central-1',
  projectName: 'Wine',
  projectId: 'p-abc',
  stackName: 'SC-1',
  stackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/SC-1/x',
};
const TYPES: ReadonlyMap<string, ResourceFacts> = new Map([
  ['Test::Thing', { properties: ['Name', 'Value', 'List'], required: [], attributes: ['Arn', 'Deep.Part'] }],
  ['Test::Strict', { properties: ['Name'], required: ['Name'], attributes: [] }],
]);
const PLATFORM = `
  SageMakerProjectName: {Type: String}
  SageMakerProjectId: {Type: String}`;

/** Written with `%{name}` for `${name}`, which would look like a mistake here. */
const templateOf = (body: string, parameters = '') =>
  `Parameters:${PLATFORM}${parameters}\n${body}`.replaceAll('%{', '${');
const planOf = (body: string, parameters = '', given: Record<string, string> = {}) =>
  planTemplate(templateOf(body, parameters), given, STACK, TYPES);
/** The value of the property Value of the resource Thing. */
function valueIn(value: string, parameters = '', given: Record<string, string> = {}, sections = '') {
  const plan = planOf(
    `${sections}\nResources:\n  Other: {Type: 'Test::Thing'}\n  Thing:\n    Type: Test::Thing\n    Properties:\n      Value: ${value}\n`,
    parameters,
    given,
  );
  const thing = plan.resources.find((resource) => resource.logicalId === 'Thing');
  const made = new Map<string, Made>([
    ['Other', { reference: 'other-name', attributes: { Arn: 'arn:other', 'Deep.Part': 'deep' } }],
  ]);
  return thing && plan.properties(thing, made)['Value'];
}

describe('The functions of a template', () => {
  it.each([
    ['!Ref SageMakerProjectName', 'Wine'],
    ['!Ref AWS::Region', 'eu-central-1'],
    ['!Ref AWS::Partition', 'aws'],
    ['!Ref AWS::StackName', 'SC-1'],
    ['!Ref Other', 'other-name'],
    ['!GetAtt Other.Arn', 'arn:other'],
    ['!GetAtt Other.Deep.Part', 'deep'],
    ["{'Fn::GetAtt': [Other, Arn]}", 'arn:other'],
    ["!Sub '%{SageMakerProjectName}-%{SageMakerProjectId}'", 'Wine-p-abc'],
    ["!Sub '%{Other.Arn}/%{Other}/%{!Literal}/$x'", `arn:other/other-name/\${Literal}/$x`],
    ["!Sub ['%{a}-%{AWS::AccountId}', {a: !Ref Other}]", 'other-name-123456789012'],
    ["!Join ['-', [a, !Ref Other, 3]]", 'a-other-name-3'],
    ["!Split [',', 'a,b,c']", ['a', 'b', 'c']],
    ["!Select [1, !Split [',', 'a,b,c']]", 'b'],
    ['!Base64 abc', 'YWJj'],
    ["{a: !Ref 'AWS::NoValue', b: 1}", { b: 1 }],
    ["[1, !Ref 'AWS::NoValue', 2]", [1, 2]],
    ['!Ref AWS::NotificationARNs', []],
    ["{Condition: {StringEquals: {a: b}}, Action: 'x'}", { Condition: { StringEquals: { a: 'b' } }, Action: 'x' }],
  ])('work out %s', (text, value) => {
    expect(valueIn(text)).toEqual(value);
  });

  it('choose by conditions, which refer to parameters, mappings and each other', () => {
    const sections = `
Mappings:
  Sizes: {prod: {size: big}, dev: {size: small}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsBig: !Equals [!FindInMap [Sizes, !Ref Stage, size], big]
  Both: !And [!Condition IsProd, {Condition: IsBig}]
  Neither: !Not [!Or [!Condition IsProd, !Condition IsBig]]`;
    const text = '!If [Both, both, !If [Neither, neither, one]]';
    const parameters = '\n  Stage: {Type: String, Default: dev}';
    expect(valueIn(text, parameters, {}, sections)).toBe('neither');
    expect(valueIn(text, parameters, { Stage: 'prod' }, sections)).toBe('both');
  });

  it.each([
    ['!Select [3, [a, b]]', 'cannot select nonexistent value at index 3'],
    ["!Join ['-', abc]", 'Fn::Join must be given a list'],
    ["!Sub ['%{a}', {a: [1]}]", 'Fn::Sub must be given a text'],
    ['!FindInMap [None, a, b]', 'Unable to get mapping for None::a::b'],
  ])('fail with %s', (text, message) => {
    expect(() => valueIn(text)).toThrow(message);
  });

  it('do not let a text grow without end', () => {
    let text = 'x'.repeat(100);
    for (let depth = 0; depth < 12; depth++) text = `{'Fn::Sub': ['${'%{a}'.repeat(10)}', {a: ${text}}]}`;
    expect(() => valueIn(text)).toThrow('grows longer');
    const many = Array.from({ length: 40 }, () => `!Sub ['${'%{a}'.repeat(600)}', {a: ${'y'.repeat(1000)}}]`);
    expect(() => valueIn(`[${many.join(', ')}]`)).toThrow('too long altogether');
  });

  it('do not work for ever on what comes to nothing', () => {
    let text = "''";
    for (let depth = 0; depth < 18; depth++) text = `{'Fn::Sub': ['${'%{a}'.repeat(10)}', {a: ${text}}]}`;
    expect(valueIn(text)).toBe('');
  });
});

describe('A template', () => {
  it('is the same in JSON as in YAML', () => {
    const json = {
      AWSTemplateFormatVersion: '2010-09-09',
      Parameters: { SageMakerProjectName: { Type: 'String' }, SageMakerProjectId: { Type: 'String' } },
      Resources: { Thing: { Type: 'Test::Thing', Properties: { Name: { Ref: 'SageMakerProjectId' } } } },
    };
    const yaml =
      'AWSTemplateFormatVersion: 2010-09-09\n' +
      templateOf('Resources: {Thing: {Type: Test::Thing, Properties: {Name: !Ref SageMakerProjectId}}}');
    const [left, right] = [JSON.stringify(json), yaml].map((text) => planTemplate(text, {}, STACK, TYPES).template);
    expect(left).toEqual(right);
  });

  it('makes a resource after all that it needs, else in the order of the text', () => {
    const plan = planOf(`Resources:
  A: {Type: 'Test::Thing', Properties: {Name: !Sub '%{C}'}}
  B: {Type: 'Test::Thing', DependsOn: A}
  C: {Type: 'Test::Thing', Properties: {Value: !GetAtt D.Arn}}
  D: {Type: 'Test::Thing'}
  E: {Type: 'Test::Thing', DependsOn: [D]}`);
    expect(plan.resources.map((resource) => resource.logicalId).join('')).toBe('DCABE');
  });

  it('leaves out what its condition does not let be', () => {
    const body = `Conditions: {Never: !Equals [a, b]}
Resources:
  A: {Type: 'Test::Thing', Condition: Never}
  B: {Type: 'Test::Thing', DependsOn: A, Properties: {Name: !If [Never, !Ref A, x]}}
Outputs:
  One: {Value: !Ref B}
  Two: {Value: !Ref A, Condition: Never}`;
    const plan = planOf(body);
    expect(plan.resources.map((resource) => resource.logicalId)).toEqual(['B']);
    expect(plan.outputs(new Map([['B', { reference: 'b', attributes: {} }]]))).toEqual({ One: 'b' });
    expect(() => planOf(body.replace('!If [Never, !Ref A, x]', '!Ref A'))).toThrow(
      'Unresolved resource dependencies [A]',
    );
  });

  it.each([
    ['Resources: {}', 'At least one Resources member must be defined'],
    ['Resources: [1]', 'Resources must be an object'],
    ['Resources: {A: {Type: AWS::EC2::Instance}}', 'Unrecognized resource types: [AWS::EC2::Instance]. The resource A'],
    [
      "Resources: {A: {Type: 'Test::Thing', Properties: {Colour: red}}}",
      'the property Colour of A (Test::Thing) is not supported',
    ],
    ["Resources: {A: {Type: 'Test::Strict'}}", 'lacks the property Name'],
    ["Resources: {A: {Type: 'Test::Thing', Properties: {Name: !Ref B}}}", 'Unresolved resource dependencies [B]'],
    ["Resources: {A: {Type: 'Test::Thing', DependsOn: B}}", 'Unresolved resource dependencies [B]'],
    ["Resources: {A: {Type: 'Test::Thing', Properties: {Name: !GetAtt B.Arn}}}", 'references undefined resource B'],
    [
      "Resources: {A: {Type: 'Test::Thing'}, B: {Type: 'Test::Thing', Properties: {Name: !GetAtt A.Size}}}",
      'does not support attribute type Size',
    ],
    [
      "Resources: {A: {Type: 'Test::Thing', DependsOn: B}, B: {Type: 'Test::Thing', DependsOn: A}}",
      'Circular dependency between resources: [A, B]',
    ],
    ["Resources: {A: {Type: 'Test::Thing', Properties: {Name: !ImportValue x}}}", 'Fn::ImportValue is not supported'],
    ["Resources: {A: {Type: 'Test::Thing', Properties: {Name: {Ref: x, 'Fn::Sub': y}}}}", 'must be the only member'],
    [
      "Resources: {A: {Type: 'Test::Thing', Properties: {Name: !Equals [1, 1]}}}",
      'can only stand in the section Conditions',
    ],
    ["Resources: {A: {Type: 'Test::Thing', Condition: C}}", 'Unresolved condition dependency C'],
    [
      "Resources: {A: {Type: 'Test::Thing', DeletionPolicy: Snapshot}}",
      'must be one of Delete, Retain, RetainExceptOnCreate',
    ],
    ["Resources: {A: {Type: 'Test::Thing', CreationPolicy: {}}}", 'CreationPolicy, which is not supported'],
    ["Resources: {a-b: {Type: 'Test::Thing'}}", 'is non alphanumeric'],
    ["Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: 'Test::Thing'}}", '[Transform]'],
    [
      "Conditions: {C: !Equals [!Ref A, 1]}\nResources: {A: {Type: 'Test::Thing'}}",
      'Cannot reference resources in the Conditions block',
    ],
    [
      "Conditions: {C: !Not [!Condition D], D: !Not [!Condition C]}\nResources: {A: {Type: 'Test::Thing'}}",
      'circular condition dependency',
    ],
    ["Resources: {A: &a {Type: 'Test::Thing'}, B: *a}", 'YAML aliases are not allowed'],
    ["Resources: {A: {Type: 'Test::Thing'}\n  ]", 'YAML not well-formed'],
    ["Resources: {A: {Type: 'Test::Thing'}, A: {Type: 'Test::Thing'}}", 'YAML not well-formed'],
  ])('is refused when it is %s', (body, message) => {
    expect(() => planOf(body)).toThrow(message);
  });

  it('must declare what the platform gives to it', () => {
    expect(() => planTemplate("Resources: {A: {Type: 'Test::Thing'}}", {}, STACK, TYPES)).toThrow(
      'Parameters: [SageMakerProjectName, SageMakerProjectId] do not exist in the template',
    );
  });

  it('is refused when it is nested too deeply or too large', () => {
    expect(() => planOf(`Metadata: ${'['.repeat(2000)}${']'.repeat(2000)}`)).toThrow(/deeper|not well-formed/);
    expect(() => planTemplate(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, {}, STACK, TYPES)).toThrow('deeper');
    expect(() => planOf(`# ${'x'.repeat(1_100_000)}`)).toThrow('more than 1048576');
  });

  it('keeps names of objects from meaning anything to JavaScript', () => {
    const plan = planOf("Resources: {A: {Type: 'Test::Thing', Properties: {Value: {__proto__: {polluted: 1}}}}}");
    expect(plan.template.resources.get('A')?.properties).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
    expect(() => planOf("Resources: {A: {Type: 'Test::Thing', Properties: {Name: !Ref constructor}}}")).toThrow(
      '[constructor]',
    );
  });
});

describe('The parameters of a template', () => {
  const parameter = (declaration: string, text?: string) =>
    valueIn('!Ref P', `\n  P: ${declaration}`, text === undefined ? {} : { P: text });

  it.each([
    ['{Type: String, Default: 5}', undefined, '5'],
    ['{Type: Number}', '7.5', 7.5],
    ['{Type: CommaDelimitedList}', 'a, b,c', ['a', 'b', 'c']],
    ['{Type: List<Number>}', '1,2', [1, 2]],
    ["{Type: String, AllowedPattern: '[a-z]+'}", 'abc', 'abc'],
    ['{Type: String, Default: ""}', undefined, ''],
  ])('of %s given %s are %s', (declaration, given, value) => {
    expect(parameter(declaration, given)).toEqual(value);
  });

  it.each([
    ['{Type: String}', undefined, 'Parameters: [P] must have values'],
    ['{Type: Number}', 'seven', 'must be of type Number'],
    ['{Type: List<Number>}', '1,x', 'must be of type List<Number>'],
    ['{Type: String, AllowedValues: [a, b]}', 'c', "Parameter 'P' must be one of AllowedValues"],
    ["{Type: String, AllowedPattern: '[a-z]+'}", 'abc1', 'must match pattern [a-z]+'],
    ["{Type: String, AllowedPattern: '[', Default: a}", undefined, 'AllowedPattern of P can not be used'],
    ['{Type: String, MinLength: 3}', 'ab', 'must contain at least 3 characters'],
    ['{Type: String, MaxLength: 3}', 'abcd', 'must contain at most 3 characters'],
    ['{Type: Number, MinValue: 3}', '2', 'must be a number not less than 3'],
    ['{Type: Number, MaxValue: 3}', '4', 'must be a number not greater than 3'],
    [
      '{Type: String, MinLength: 3, ConstraintDescription: three at least}',
      'ab',
      'failed to satisfy constraint: three at least',
    ],
    ['{Type: AWS::SSM::Parameter::Value<String>}', 'x', 'the Type of parameter P must be one of'],
    ['{Type: String, Size: 3}', 'x', "Invalid template parameter property 'Size'"],
  ])('of %s given %s are refused: %s', (declaration, given, message) => {
    expect(() => parameter(declaration, given)).toThrow(message);
  });

  it('are not looked through by a pattern that searches without end', () => {
    const began = performance.now();
    expect(() => parameter("{Type: String, AllowedPattern: '(a+)+b'}", 'a'.repeat(40))).toThrow('can not be used');
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('that the template does not know are refused', () => {
    expect(() => planOf("Resources: {A: {Type: 'Test::Thing'}}", '', { Colour: 'red' })).toThrow(
      'Parameters: [Colour] do not exist in the template',
    );
  });
});
