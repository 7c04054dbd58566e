import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../base/json.ts';
import type { Condition } from '../definition/pipeline-definition.ts';
import { type EvaluationScope, evaluateScalar } from './evaluate.ts';
import { evaluateArguments } from './evaluate-arguments.ts';
import { evaluateConditions } from './evaluate-condition.ts';

const parameters: Record<string, string | number | boolean> = { Text: 'a', Count: 3, Rate: 0.5, On: true, Three: '3' };
const files: Record<string, JsonValue> = {
  's3://bucket/report/metrics.json': { metrics: [{ 'the value': 0.75 }], name: 'x', nothing: null },
};

const scope: EvaluationScope = {
  parameter: (name) => parameters[name] ?? '',
  executionVariable: (variable) => (variable === 'PipelineExecutionId' ? 'abc' : undefined),
  properties: async (step) => (step === 'Train' ? { TrainingJobName: 'job', Tags: [] } : undefined),
  propertyFileUri: async (_, file) => `s3://bucket/report/${file}.json`,
  readJson: async (uri) => files[uri] ?? null,
};
const get = (path: string) => ({ Get: path });
const join = (On: string, ...Values: JsonValue[]) => ({ 'Std:Join': { On, Values } });
const jsonGet = (Path: string) => ({ 'Std:JsonGet': { PropertyFile: get('Steps.P.PropertyFiles.metrics'), Path } });

describe('An expression', () => {
  it.each<[JsonValue, unknown]>([
    ['literal', 'literal'],
    [get('Parameters.Count'), 3],
    [get('Execution.PipelineExecutionId'), 'abc'],
    [get('Steps.Train.TrainingJobName'), 'job'],
    [join('/', 's3:/', get('Parameters.Text'), get('Parameters.Count'), get('Parameters.On')), 's3://a/3/true'],
    [join('-', join('.', 1, 2), false, get('Parameters.Rate')), '1.2-false-0.5'],
    [join('', get('Parameters.Count')), '3'],
    [jsonGet("metrics[0]['the value']"), 0.75],
    [{ 'Std:JsonGet': { S3Uri: join('/', 's3://bucket/report', 'metrics.json'), Path: 'name' } }, 'x'],
  ])('%j is %j', async (value, expected) => {
    expect(await evaluateScalar(value, scope)).toBe(expected);
  });

  it.each<[JsonValue, RegExp]>([
    [get('Steps.Other.TrainingJobName'), /property 'Steps\.Other\.TrainingJobName' has no value/],
    [get('Steps.Train.Tags'), /property 'Steps\.Train\.Tags' is not a string, a number or a boolean/],
    [get('Execution.TrainingJobName'), /Execution\.TrainingJobName has no value in this step/],
    [jsonGet('metrics[1].x'), /JSON path 'metrics\[1\]\.x' does not exist in s3:\/\/bucket\/report\/metrics\.json/],
    [jsonGet('metrics'), /is not a string, a number or a boolean/],
    [jsonGet('nothing'), /is not a string, a number or a boolean/],
  ])('%j fails as a client error that names what is missing', async (value, message) => {
    await expect(evaluateScalar(value, scope)).rejects.toThrow(message);
    await expect(evaluateScalar(value, scope)).rejects.toMatchObject({ kind: 'ClientError' });
  });
});

describe('Evaluated arguments', () => {
  it('have values of the kinds that the request wants', async () => {
    const values = await evaluateArguments(
      'CreateTrainingJobRequest',
      {
        HyperParameters: { depth: get('Parameters.Count'), on: get('Parameters.On'), text: '"quoted"' },
        Environment: { ['__proto__']: get('Parameters.Rate') },
        ResourceConfig: { InstanceCount: get('Parameters.Count'), VolumeSizeInGB: 30 },
        EnableNetworkIsolation: get('Parameters.On'),
        AlgorithmSpecification: { ContainerArguments: ['--count', get('Parameters.Count')] },
        VpcConfig: null,
      },
      scope,
    );
    expect(JSON.parse(JSON.stringify(values))).toEqual(
      JSON.parse(`{
        "HyperParameters": { "depth": "3", "on": "true", "text": "\\"quoted\\"" },
        "Environment": { "__proto__": "0.5" },
        "ResourceConfig": { "InstanceCount": 3, "VolumeSizeInGB": 30 },
        "EnableNetworkIsolation": true,
        "AlgorithmSpecification": { "ContainerArguments": ["--count", "3"] }
      }`),
    );
  });
});

describe('Conditions', () => {
  const compare =
    (type: 'Equals' | 'GreaterThan' | 'GreaterThanOrEqualTo' | 'LessThan' | 'LessThanOrEqualTo') =>
    (left: JsonValue, right: JsonValue): Condition => ({ type, left, right });
  const equals = compare('Equals');

  it.each<[Condition, boolean]>([
    [equals(get('Parameters.Count'), 3), true],
    [equals(get('Parameters.Text'), 'b'), false],
    [equals(get('Parameters.On'), true), true],
    [compare('GreaterThan')(3, 3), false],
    [compare('GreaterThanOrEqualTo')(3, get('Parameters.Count')), true],
    [compare('LessThan')(get('Parameters.Three'), 10), true],
    [compare('LessThan')('10', '9'), false],
    [compare('LessThan')('apple', 'pear'), true],
    [compare('LessThanOrEqualTo')(jsonGet("metrics[0]['the value']"), 0.75), true],
    [{ type: 'In', query: get('Parameters.Text'), values: ['b', get('Parameters.Text')] }, true],
    [{ type: 'In', query: get('Parameters.Count'), values: ['3', 4] }, false],
    [{ type: 'Not', condition: equals(1, 1) }, false],
    [{ type: 'Or', conditions: [equals(1, 2), { type: 'Not', condition: equals(1, 2) }] }, true],
    [{ type: 'Or', conditions: [equals(1, 2), equals(2, 1)] }, false],
  ])('%j is %s', async (condition, expected) => {
    expect(await evaluateConditions([condition], scope)).toBe(expected);
  });

  it('hold only together, and are not looked at after one that does not', async () => {
    const broken = equals(get('Steps.Other.X'), 1);
    expect(await evaluateConditions([equals(1, 1), equals(1, 2), broken], scope)).toBe(false);
    await expect(evaluateConditions([equals(1, 1), broken], scope)).rejects.toThrow(/has no value/);
  });

  it.each<[Condition]>([
    [equals('1', 1)],
    [equals(true, 'true')],
    [compare('GreaterThan')(true, 1)],
    [compare('LessThan')('a', 1)],
  ])('%j cannot be compared', async (condition) => {
    await expect(evaluateConditions([condition], scope)).rejects.toThrow(/^Cannot compare/);
  });
});
