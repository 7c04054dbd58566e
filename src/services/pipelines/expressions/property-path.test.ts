import { describe, expect, it } from 'vitest';
import { parsePath, valueAt } from './property-path.ts';

const answer = {
  ModelArtifacts: { S3ModelArtifacts: 's3://bucket/model.tar.gz' },
  ProcessingOutputConfig: {
    Outputs: [
      { OutputName: 'train', S3Output: { S3Uri: 's3://bucket/train' } },
      { OutputName: 'test.csv', S3Output: { S3Uri: 's3://bucket/test' } },
    ],
  },
  FinalMetricDataList: [{ MetricName: 'val:acc', Value: 0.9 }],
  InputDataConfig: [{ ChannelName: 'train', CompressionType: 'None' }],
  HyperParameters: { 'max-depth': '3' },
};

describe('A property path', () => {
  it.each([
    ['ModelArtifacts.S3ModelArtifacts', 's3://bucket/model.tar.gz'],
    ["ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri", 's3://bucket/train'],
    ['ProcessingOutputConfig.Outputs["test.csv"].S3Output.S3Uri', 's3://bucket/test'],
    ['ProcessingOutputConfig.Outputs[1].S3Output.S3Uri', 's3://bucket/test'],
    ["FinalMetricDataList['val:acc'].Value", 0.9],
    ["InputDataConfig['train'].CompressionType", 'None'],
    ["HyperParameters['max-depth']", '3'],
    ["ProcessingOutputConfig.Outputs['missing'].S3Output", undefined],
    ['ModelArtifacts.S3ModelArtifacts.More', undefined],
    ['HyperParameters.constructor', undefined],
    ['ProcessingOutputConfig.Outputs[9]', undefined],
  ])('%s leads to %j', (text, value) => {
    expect(valueAt(answer, parsePath(text) ?? [])).toEqual(value);
  });

  it.each(['', '.A', 'A..B', 'A.', 'A[', 'A[x]', "A['x", 'A B', 'A[-1]'])('%j is none', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });

  it('counts elements of a list at the root', () => {
    expect(valueAt([1, [2, 3]], parsePath('[1][0]') ?? [])).toBe(2);
  });
});
