import { describe, expect, it } from 'vitest';
import { conditionStep, failStep, processingStep, trainingStep } from '../../../../tests/support/pipeline-steps.ts';
import { parseDefinition } from './parse-definition.ts';

const parse = (members: Record<string, unknown>) =>
  parseDefinition(JSON.stringify({ Version: '2020-12-01', Steps: [], ...members }));

describe('A pipeline definition', () => {
  it.each([
    ['no JSON', '{"Version": ', /^Unable to parse pipeline definition\. It is not valid JSON/],
    ['a list', '[]', /Expecting start of Json Object/],
    ['another version', '{"Version": "2021-01-01", "Steps": []}', /Version must be '2020-12-01'/],
    ['no version', '{"Steps": []}', /Version must be '2020-12-01', but it is null/],
    ['no steps', '{"Version": "2020-12-01"}', /Expecting start of Json Array\. At Steps/],
    ['an unknown member', '{"Version": "2020-12-01", "Steps": [], "Expression": 1}', /unknown property 'Expression'/],
    [
      'a step that is a text',
      '{"Version": "2020-12-01", "Steps": ["x"]}',
      /Expecting start of Json Object\. At Steps\[0\]/,
    ],
  ])('is refused when it is %s', (_, text, message) => {
    expect(() => parseDefinition(text)).toThrow(message);
  });

  it('is refused, and not followed, when it is nested without end', () => {
    const deep = `{"Version": "2020-12-01", "Steps": [], "Metadata": {"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect(() => parseDefinition(deep)).toThrow(/nested deeper than 64 levels/);
  });

  it('may say null where it has no experiment, no metadata and no MLflow', () => {
    expect(parse({ Metadata: null, PipelineExperimentConfig: null, MlflowConfig: null }).experiment).toBeUndefined();
  });

  it('takes parameters with and without type, default and enum', () => {
    const { parameters } = parse({
      Parameters: [
        { Name: 'input_location' },
        { Name: 'Count', Type: 'Integer', DefaultValue: 1 },
        { Name: 'Rate', Type: 'Float', DefaultValue: 1 },
        { Name: 'On', Type: 'Boolean', DefaultValue: false },
        { Name: 'Size', Type: 'String', DefaultValue: 'ml.m5.large', EnumValues: ['ml.m5.large', 'ml.m5.xlarge'] },
      ],
    });
    expect(parameters.map(({ type }) => type)).toEqual(['String', 'Integer', 'Float', 'Boolean', 'String']);
    expect(parameters[3]).toEqual({ name: 'On', type: 'Boolean', defaultValue: false });
  });

  it.each([
    ['twice the same name', [{ Name: 'A' }, { Name: 'A' }], /Duplicate parameter name 'A'/],
    ['a type that is none', [{ Name: 'A', Type: 'Int' }], /Type "Int" of parameter 'A'/],
    ['a default of another type', [{ Name: 'A', Type: 'Integer', DefaultValue: '1' }], /is not of type Integer/],
    ['a fraction for an integer', [{ Name: 'A', Type: 'Integer', DefaultValue: 1.5 }], /is not of type Integer/],
    ['a default outside the enum', [{ Name: 'A', DefaultValue: 'x', EnumValues: ['y'] }], /not one of its EnumValues/],
    ['a name with spaces', [{ Name: 'A b' }], /Invalid parameter name 'A b'/],
    ['an unknown member', [{ Name: 'A', Default: 1 }], /unknown property 'Default'/],
  ])('refuses parameters with %s', (_, parameters, message) => {
    expect(() => parse({ Parameters: parameters })).toThrow(message);
  });

  it('puts the steps of branches beside the others and remembers what leads to them', () => {
    const equals = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
    const { steps } = parse({
      Steps: [conditionStep('If', [equals], [trainingStep('Yes')], [failStep('No', 'sorry')]), trainingStep('Next')],
    });
    expect(steps.map(({ name, branch }) => [name, branch])).toEqual([
      ['If', undefined],
      ['Yes', { condition: 'If', outcome: true }],
      ['No', { condition: 'If', outcome: false }],
      ['Next', undefined],
    ]);
  });

  it('reads what the SDK puts beside the arguments of a step', () => {
    const extras = {
      DependsOn: ['Other'],
      DisplayName: 'Shown',
      Description: 'What it does',
      CacheConfig: { Enabled: true, ExpireAfter: '30d' },
      RetryPolicies: [{ ExceptionType: ['SageMaker.CAPACITY_ERROR'], IntervalSeconds: 5, ExpireAfterMin: 60 }],
      PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'out', FilePath: 'report.json' }],
    };
    const [step] = parse({ Steps: [processingStep('Evaluate', extras)] }).steps;
    expect(step).toMatchObject({
      dependsOn: ['Other'],
      displayName: 'Shown',
      cacheWindowMs: 30 * 86_400_000,
      retryPolicies: [{ intervalSeconds: 5, backoffRate: 2, expireAfterMinutes: 60 }],
      propertyFiles: [{ name: 'Report', outputName: 'out', filePath: 'report.json' }],
    });
  });

  it.each([
    ['an unknown type', { ...trainingStep('A'), Type: 'Trainig' }, /Step 'A' is of unknown type 'Trainig'/],
    [
      'a type that is to come',
      { ...trainingStep('A'), Type: 'Lambda' },
      /type 'Lambda', which this server does not run yet/,
    ],
    ['an unknown member', { ...trainingStep('A'), Dependson: [] }, /unknown property 'Dependson'/],
    ['property files on a training step', trainingStep('A', { PropertyFiles: [] }), /unknown property 'PropertyFiles'/],
    ['a name with a dot', trainingStep('A.b'), /Invalid step name 'A\.b'/],
    ['a name of 65 characters', trainingStep('x'.repeat(65)), /Invalid step name/],
    ['no arguments', { Name: 'A', Type: 'Training' }, /Expecting start of Json Object\. At Steps\['A'\]\.Arguments/],
    [
      'a cache window that is none',
      trainingStep('A', { CacheConfig: { Enabled: true, ExpireAfter: 'soon' } }),
      /'soon' is not an ISO 8601/,
    ],
    [
      'a retry for what is no fault',
      trainingStep('A', { RetryPolicies: [{ ExceptionType: ['ALL'] }] }),
      /Unknown ExceptionType "ALL"/,
    ],
    [
      'an error message beside others',
      { ...failStep('A', 'x'), Arguments: { Message: 'x' } },
      /unknown property 'Message'/,
    ],
  ])('refuses a step with %s', (_, step, message) => {
    expect(() => parse({ Steps: [step] })).toThrow(message);
  });

  it.each([
    ['none', [], /At least one condition is needed/],
    ['an unknown type', [{ Type: 'Like', LeftValue: 1, RightValue: 1 }], /Unknown condition type "Like"/],
    ['a missing side', [{ Type: 'Equals', LeftValue: 1 }], /Expecting a Json scalar or an expression.*RightValue/],
    [
      'a list for a side',
      [{ Type: 'Equals', LeftValue: [1], RightValue: 1 }],
      /Expecting a Json scalar or an expression/,
    ],
    ['an unknown member', [{ Type: 'Equals', LeftValue: 1, RightValue: 1, Value: 1 }], /unknown property 'Value'/],
    ['Not without a condition', [{ Type: 'Not' }], /Expecting start of Json Object/],
  ])('refuses conditions with %s', (_, conditions, message) => {
    expect(() => parse({ Steps: [conditionStep('If', conditions)] })).toThrow(message);
  });

  it('refuses a condition in a branch of a condition, also when both are right', () => {
    const equals = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
    const nested = conditionStep('Outer', [equals], [conditionStep('Inner', [equals])]);
    expect(() => parse({ Steps: [nested] })).toThrow(/'Inner' stands in a branch of condition step 'Outer'/);
  });

  it('refuses more than twenty steps in a branch', () => {
    const branch = Array.from({ length: 21 }, (_, index) => trainingStep(`T${index}`));
    const equals = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
    expect(() => parse({ Steps: [conditionStep('If', [equals], branch)] })).toThrow(/21 steps in a branch/);
  });
});
