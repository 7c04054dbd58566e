import { describe, expect, it } from 'vitest';
import { flattenRecord, readNumber } from './flatten-record.ts';
import { numberKey, textValue } from './value-key.ts';

const text = (value: string) => textValue(value).key;
const flat = (record: Record<string, unknown>, shape: string) =>
  flattenRecord(record, shape).map(({ path, element, key }) => [path, element, key]);

describe('A record in the index', () => {
  it('is found by each of its values, with the place in the list that it is in', () => {
    const InputDataConfig = [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://b/t' } } },
      { ChannelName: 'test', DataSource: { S3DataSource: { S3Uri: 's3://b/t' } } },
    ];
    expect(flat({ TrainingJobName: 'j', LastModifiedTime: 5, InputDataConfig }, 'TrainingJob')).toEqual([
      ['TrainingJobName', 0, text('j')],
      ['InputDataConfig.ChannelName', 1, text('train')],
      ['InputDataConfig.DataSource.S3DataSource.S3Uri', 1, text('s3://b/t')],
      ['InputDataConfig.ChannelName', 2, text('test')],
      ['InputDataConfig.DataSource.S3DataSource.S3Uri', 2, text('s3://b/t')],
      ['LastModifiedTime', 0, numberKey(5)],
    ]);
  });

  it('has hyperparameters as numbers where they read as numbers', () => {
    const HyperParameters = { rate: '0.10', kind: 'linear', odd: '0x10', wide: ' 1' };
    const found = flattenRecord({ HyperParameters, LastModifiedTime: 1 }, 'TrainingJob').slice(0, 4);
    expect(found.map(({ key, longText }) => [key, longText])).toEqual([
      [numberKey(0.1), '0.10'],
      [text('linear'), undefined],
      [text('0x10'), undefined],
      [text(' 1'), undefined],
    ]);
  });

  it('has tags, metrics and parameters by their names', () => {
    const record = {
      Tags: [{ Key: 'team', Value: 'red' }],
      Metrics: [{ MetricName: 'loss', Max: 2, Count: 1, SourceArn: 'arn' }],
      Parameters: { depth: { NumberValue: 3 }, kind: { StringValue: '3' }, none: {} },
      LastModifiedTime: 1,
    };
    expect(flat(record, 'TrialComponent')).toEqual(
      expect.arrayContaining([
        ['Tags.team', 0, text('red')],
        ['Metrics.loss.Max', 0, numberKey(2)],
        ['Metrics.loss.Count', 0, numberKey(1)],
        ['Parameters.depth', 0, numberKey(3)],
        ['Parameters.kind', 0, text('3')],
        ['LastModifiedTime', 0, numberKey(1)],
      ]),
    );
    expect(flat(record, 'TrialComponent')).toHaveLength(6);
  });

  it('takes the final metrics of a job for its metrics', () => {
    const FinalMetricDataList = [{ MetricName: 'acc', Value: 0.5, Timestamp: 1 }];
    expect(flat({ FinalMetricDataList }, 'TrainingJob')).toContainEqual(['Metrics.acc', 0, numberKey(0.5)]);
  });

  it('stands by the time when it was made as long as it was not changed', () => {
    expect(flat({ CreationTime: 7 }, 'ModelPackageGroup')).toContainEqual(['LastModifiedTime', 0, numberKey(7)]);
  });

  it('leaves out names that no request can hold', () => {
    expect(flat({ LastModifiedTime: 1, Environment: { ['k'.repeat(300)]: 'v' } }, 'TrainingJob')).toHaveLength(1);
  });
});

describe('A text that reads as a number', () => {
  it('is in decimal notation', () => {
    expect(['1', '-1.5', '+.5', '1e3', '1.', '-0'].map(readNumber)).toEqual([1, -1.5, 0.5, 1000, 1, -0]);
    expect(['', ' 1', '0x1', 'Infinity', 'NaN', '1e999', '1,5', '.', '1_000'].map(readNumber)).toEqual(
      Array.from({ length: 9 }, () => undefined),
    );
  });
});
