import { describe, expect, it } from 'vitest';
import { searchedType } from '../searched-types.ts';
import { findListPath, findProperty } from './find-property.ts';

const component = searchedType('ExperimentTrialComponent');
const job = searchedType('TrainingJob');

describe('A property that a request names', () => {
  it('has the type that the model says, in lists too', () => {
    expect(findProperty(job, 'ResourceConfig.InstanceCount')).toEqual({
      path: 'ResourceConfig.InstanceCount',
      type: 'number',
      isList: false,
    });
    expect(findProperty(job, 'InputDataConfig.DataSource.S3DataSource.S3Uri')).toMatchObject({
      type: 'text',
      isList: true,
    });
    expect(findProperty(job, 'EnableManagedSpotTraining').type).toBe('boolean');
    expect(findProperty(job, 'TrainingStartTime').type).toBe('time');
  });

  it('is found in any letter case, but for what users name themselves', () => {
    expect(findProperty(job, 'trainingjobstatus').path).toBe('TrainingJobStatus');
    expect(findProperty(job, 'hyperparameters.Linear_LR').path).toBe('HyperParameters.Linear_LR');
    expect(findProperty(component, 'tags.Team').path).toBe('Tags.Team');
  });

  it('may have dots in the part that a user named', () => {
    const paths = {
      'Tags.a.b': 'Tags.a.b',
      'Environment.A.B': 'Environment.A.B',
      'Parameters.SageMaker.InstanceType': 'Parameters.SageMaker.InstanceType',
      'Parameters.SageMaker.InstanceCount.NumberValue': 'Parameters.SageMaker.InstanceCount',
      'InputArtifacts.SageMaker.ImageUri.Value': 'InputArtifacts.SageMaker.ImageUri.Value',
      'Metrics.train:loss.0.Max': 'Metrics.train:loss.0.Max',
      'Metrics.train:loss.0': 'Metrics.train:loss.0.Last',
    };
    for (const [name, path] of Object.entries(paths)) {
      const type = name.startsWith('Environment') ? job : component;
      expect(findProperty(type, name).path).toBe(path);
    }
    expect(findProperty(job, 'Metrics.train:loss.Max').path).toBe('Metrics.train:loss.Max');
  });

  it('must be one of its type of resource, and have values', () => {
    const unknown = ['', '.', 'Tags', 'Tags.', 'Source', 'Metrics', 'Parameters.', 'InputArtifacts.a', 'constructor'];
    const elsewhere = ['HyperParameters.a', 'TrainingJobName', 'SourceDetail.SourceArn', '__proto__'];
    for (const name of [...unknown, ...elsewhere]) {
      expect(() => findProperty(component, name), name).toThrow(`Unknown property name: ${name}`);
    }
  });

  it('of nested filters is a list of objects', () => {
    expect(findListPath(job, 'inputdataconfig')).toBe('InputDataConfig');
    for (const name of ['ResourceConfig', 'Tags', 'TrainingJobName', 'HyperParameters']) {
      expect(() => findListPath(job, name), name).toThrow('is not a list of objects');
    }
    expect(() => findListPath(job, 'Nothing')).toThrow('Unknown property name: Nothing');
  });
});
