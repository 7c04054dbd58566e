import { describe, expect, it } from 'vitest';
import type { HyperParameterSpecification, TrainingSpecification } from '../../api/generated/sagemaker-types.ts';
import { checkTrainingSpecification } from './training-specification-checks.ts';

const CHANNEL = { Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File' as const] };
const LOSS = { Name: 'loss', Regex: 'loss=([0-9.]+)' };
const integers = (MinValue: string, MaxValue: string) => ({
  IntegerParameterRangeSpecification: { MinValue, MaxValue },
});
const numbers = (MinValue: string, MaxValue: string) => ({
  ContinuousParameterRangeSpecification: { MinValue, MaxValue },
});
const values = (...Values: string[]) => ({ CategoricalParameterRangeSpecification: { Values } });

function check(members: Partial<TrainingSpecification>) {
  return () =>
    checkTrainingSpecification({
      TrainingImage: 'image:1',
      SupportedTrainingInstanceTypes: ['ml.m5.large'],
      TrainingChannels: [CHANNEL],
      ...members,
    });
}

const checkParameter = (parameter: Omit<HyperParameterSpecification, 'Name'>) =>
  check({ SupportedHyperParameters: [{ Name: 'p', ...parameter }] });

describe('a hyperparameter', () => {
  it('may have a range of its own type, with a default inside it', () => {
    const fitting: Omit<HyperParameterSpecification, 'Name'>[] = [
      { Type: 'Integer', Range: integers('-1', '+10'), DefaultValue: '10', IsTunable: true },
      { Type: 'Integer', Range: integers('9007199254740993', '9007199254740993'), DefaultValue: '9007199254740993' },
      { Type: 'Continuous', Range: numbers('1e-6', '.5'), DefaultValue: '0.5', IsTunable: true },
      { Type: 'Continuous', DefaultValue: '3.' },
      { Type: 'Categorical', Range: values('a', 'b'), DefaultValue: 'b', IsTunable: true },
      { Type: 'FreeText', DefaultValue: 'anything' },
      { Type: 'Integer', IsRequired: true },
    ];
    for (const parameter of fitting) expect(checkParameter(parameter), JSON.stringify(parameter)).not.toThrow();
  });

  it('is refused when type, range and default do not fit', () => {
    const cases: [Omit<HyperParameterSpecification, 'Name'>, string][] = [
      [{ Type: 'FreeText', DefaultValue: 'x', IsRequired: true }, 'a hyperparameter cannot be required.'],
      [{ Type: 'Integer', Range: numbers('0', '1') }, 'cannot have a ContinuousParameterRangeSpecification.'],
      [{ Type: 'FreeText', Range: values('a') }, 'cannot have a CategoricalParameterRangeSpecification.'],
      [
        { Type: 'Integer', Range: { ...integers('0', '1'), ...values('a') } },
        'CategoricalParameterRangeSpecification.',
      ],
      [{ Type: 'Integer', IsTunable: true }, 'a tunable parameter needs a IntegerParameterRangeSpecification.'],
      [{ Type: 'FreeText', IsTunable: true }, 'a parameter of type FreeText is not tunable.'],
      [{ Type: 'Integer', Range: integers('0.5', '1') }, '"0.5" is no value of type Integer.'],
      [{ Type: 'Continuous', Range: numbers('0', 'ten') }, '"ten" is no value of type Continuous.'],
      [{ Type: 'Integer', Range: integers('2', '1') }, 'MinValue 2 is greater than MaxValue 1.'],
      [{ Type: 'Integer', Range: integers('1', '2'), DefaultValue: '3' }, 'value 3 is not in the range 1 to 2.'],
      [{ Type: 'Integer', DefaultValue: 'x' }, 'the default value "x" is no value of type Integer.'],
      [{ Type: 'Categorical', Range: values('a', 'b'), DefaultValue: 'c' }, 'is not one of [a, b].'],
    ];
    for (const [parameter, message] of cases) expect(checkParameter(parameter)).toThrow(message);
  });
});

describe('a training specification', () => {
  it('is refused when a name is there twice', () => {
    const text = { Name: 'p', Type: 'FreeText' as const };
    expect(check({ SupportedHyperParameters: [text, text] })).toThrow('Duplicate hyperparameter name: p.');
    expect(check({ TrainingChannels: [CHANNEL, CHANNEL] })).toThrow('Duplicate training channel name: train.');
    expect(check({ MetricDefinitions: [LOSS, LOSS] })).toThrow('Duplicate metric name: loss.');
  });

  it('is refused without an instance type or with a regex that captures nothing', () => {
    expect(check({ SupportedTrainingInstanceTypes: [] })).toThrow('at least one instance type');
    expect(check({ MetricDefinitions: [{ Name: 'loss', Regex: 'loss' }] })).toThrow('needs a group');
  });

  it('may name tuning objectives that are metrics, when there is something to tune', () => {
    const objectives = { SupportedTuningJobObjectiveMetrics: [{ Type: 'Minimize' as const, MetricName: 'loss' }] };
    const depth = { Name: 'depth', Type: 'Integer' as const, IsTunable: true, Range: integers('1', '9') };
    expect(check({ ...objectives, MetricDefinitions: [LOSS], SupportedHyperParameters: [depth] })).not.toThrow();
    expect(check({ ...objectives, SupportedHyperParameters: [depth] })).toThrow('not one of MetricDefinitions');
    expect(check({ ...objectives, MetricDefinitions: [LOSS] })).toThrow('at least one tunable hyperparameter');
  });
});
