import { describe, expect, it } from 'vitest';
import {
  conditionStep,
  failStep,
  processingStep,
  registerStep,
  trainingStep,
} from '../../../../tests/support/pipeline-steps.ts';
import { checkDefinition } from './check-definition.ts';
import { parseDefinition } from './parse-definition.ts';

const check = (steps: unknown[], members: Record<string, unknown> = {}) =>
  checkDefinition(parseDefinition(JSON.stringify({ Version: '2020-12-01', Steps: steps, ...members })));

const equals = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
const get = (path: string) => ({ Get: path });
const withEnvironment = (name: string, value: unknown, step = {}) =>
  trainingStep(name, step, { Environment: { VALUE: value } });

describe('The parts of a definition', () => {
  it('fit together in a pipeline with every kind of step', () => {
    const report = {
      PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'evaluation', FilePath: 'evaluation.json' }],
    };
    const output = {
      OutputName: 'evaluation',
      S3Output: { S3Uri: 's3://bucket/e', LocalPath: '/opt/ml/processing/e', S3UploadMode: 'EndOfJob' },
    };
    const accuracy = {
      'Std:JsonGet': { PropertyFile: get('Steps.Evaluate.PropertyFiles.Report'), Path: 'metrics.accuracy.value' },
    };
    check(
      [
        trainingStep('Train', {}, { HyperParameters: { depth: get('Parameters.Depth') } }),
        processingStep(
          'Evaluate',
          { ...report, DependsOn: ['Train'] },
          { ProcessingOutputConfig: { Outputs: [output] } },
        ),
        conditionStep(
          'Judge',
          [{ Type: 'GreaterThan', LeftValue: accuracy, RightValue: 0.9 }],
          [registerStep('Register', 'group', get('Steps.Train.ModelArtifacts.S3ModelArtifacts'))],
          [failStep('Bad', { 'Std:Join': { On: ' ', Values: ['accuracy was', accuracy] } })],
        ),
      ],
      { Parameters: [{ Name: 'Depth', Type: 'Integer', DefaultValue: 3 }] },
    );
  });

  it.each([
    ['a step name twice', [trainingStep('A'), trainingStep('A')], /Duplicate step name 'A'/],
    [
      'a step both at the top and in a branch',
      [conditionStep('If', [equals], [trainingStep('A')]), trainingStep('A')],
      /Duplicate step name 'A'/,
    ],
    [
      'a dependency on nothing',
      [trainingStep('A', { DependsOn: ['B'] })],
      /Step 'A' depends on step 'B', which is not/,
    ],
    ['a step that waits for itself', [trainingStep('A', { DependsOn: ['A'] })], /in a cycle: A -> A/],
    [
      'a cycle of names',
      [
        trainingStep('A', { DependsOn: ['C'] }),
        trainingStep('B', { DependsOn: ['A'] }),
        trainingStep('C', { DependsOn: ['B'] }),
      ],
      /in a cycle: A -> C -> B -> A/,
    ],
    [
      'a cycle through a reference inside a join',
      [
        withEnvironment('A', {
          'Std:Join': { On: '', Values: ['x', { 'Std:Join': { Values: [get('Steps.B.TrainingJobName')] } }] },
        }),
        trainingStep('B', { DependsOn: ['A'] }),
      ],
      /in a cycle: A -> B -> A/,
    ],
    [
      'a condition that waits for its own branch',
      [conditionStep('If', [{ ...equals, LeftValue: get('Steps.A.TrainingJobName') }], [trainingStep('A')])],
      /in a cycle: If -> A -> If/,
    ],
    [
      'a dependency on a Fail step',
      [failStep('F', 'x'), trainingStep('A', { DependsOn: ['F'] })],
      /A can not depends on F/,
    ],
    [
      'a reference to a Fail step',
      [failStep('F', 'x'), withEnvironment('A', get('Steps.F.ErrorMessage'))],
      /A can not depends on F/,
    ],
    [
      'a reference to no step',
      [withEnvironment('A', get('Steps.B.TrainingJobName'))],
      /Reference to step 'B', which is not/,
    ],
    ['a reference to no parameter', [withEnvironment('A', get('Parameters.P'))], /Unknown parameter 'Parameters\.P'/],
    [
      'a property that no answer has',
      [trainingStep('B'), withEnvironment('A', get('Steps.B.ModelArtefacts.X'))],
      /Unknown property reference 'Steps\.B\.ModelArtefacts\.X'/,
    ],
    [
      'an execution variable that is none',
      [withEnvironment('A', get('Execution.Id'))],
      /Invalid reference 'Execution\.Id'/,
    ],
    ['a reference to nowhere', [withEnvironment('A', get('Pipeline.X'))], /Invalid reference 'Pipeline\.X'/],
    [
      'a property file that is not declared',
      [
        processingStep('P'),
        withEnvironment('A', { 'Std:JsonGet': { PropertyFile: get('Steps.P.PropertyFiles.R'), Path: 'a' } }),
      ],
      /Step 'P' has no property file 'R'/,
    ],
    [
      'a property file outside JsonGet',
      [processingStep('P'), withEnvironment('A', get('Steps.P.PropertyFiles.R'))],
      /may only be used in Std:JsonGet/,
    ],
    [
      'a property file of an output that is not there',
      [processingStep('P', { PropertyFiles: [{ PropertyFileName: 'R', OutputName: 'o', FilePath: 'r' }] })],
      /names the output 'o', which the step does not have/,
    ],
    [
      'a JSON path with an expression in it',
      [withEnvironment('A', { 'Std:JsonGet': { S3Uri: 's3://b/k', Path: get('Parameters.P') } })],
      /Expecting a Json String/,
    ],
    [
      'more than fifty steps',
      Array.from({ length: 51 }, (_, index) => trainingStep(`S${index}`)),
      /has 51 steps; at most 50/,
    ],
    ['an error message that is a number', [failStep('F', 1)], /ErrorMessage of step 'F' must be a Json String/],
  ])('do not fit with %s', (_, steps, message) => {
    expect(() => check(steps)).toThrow(message);
  });

  it('name the experiment by parameters and execution variables alone', () => {
    const experiment = (name: unknown) => ({ PipelineExperimentConfig: { ExperimentName: name } });
    check([trainingStep('A')], experiment(get('Execution.PipelineName')));
    expect(() => check([trainingStep('A')], experiment(get('Steps.A.TrainingJobName')))).toThrow(/Only parameters/);
    expect(() => check([trainingStep('A')], experiment(get('Execution.TrainingJobName')))).toThrow(/Only parameters/);
    for (const name of [{}, [], 7, true, [get('Execution.PipelineName')]]) {
      expect(() => check([trainingStep('A')], experiment(name))).toThrow(/Expecting a Json String.*ExperimentName/);
    }
    check([trainingStep('A')], experiment(null));
  });
});

describe('The arguments of a step', () => {
  it.each([
    ['an unknown member', { Trainer: 1 }, /Unknown Argument member 'Trainer'\. At Steps\['A'\]\.Arguments\./],
    ['an unknown member deep inside', { ResourceConfig: { Count: 1 } }, /Unknown Argument member 'Count'/],
    ['a reference for a list', { InputDataConfig: get('Parameters.P') }, /Expecting start of Json Array\./],
    ['a text for an object', { ResourceConfig: 'x' }, /Expecting start of Json Object\./],
    [
      'an object for a scalar',
      { RoleArn: { Expression: 'x' } },
      /Cannot parse object, unknown property 'Expression'\./,
    ],
    ['a text for a number', { StoppingCondition: { MaxRuntimeInSeconds: '60' } }, /Expecting a Json Integer/],
    ['a number for a text', { Environment: { A: 1 } }, /Expecting a Json String/],
    ['a text for a boolean', { EnableNetworkIsolation: 'true' }, /Expecting a Json Boolean/],
    [
      'a value outside the enum',
      { AlgorithmSpecification: { TrainingInputMode: 'Stream' } },
      /Model Validation failed: Value 'Stream' for 'TrainingInputMode' failed to satisfy enum value set: \[Pipe, File, FastFile\]/,
    ],
    [
      'a number out of range',
      { ResourceConfig: { InstanceCount: -1, VolumeSizeInGB: 1 } },
      /Value '-1' for 'TrainingInstanceCount' failed to satisfy constraint: Member must have value greater than or equal to/,
    ],
    ['a missing member', { OutputDataConfig: {} }, /Missing required Argument member 'S3OutputPath'/],
  ])('are refused with %s', (_, members, message) => {
    expect(() => check([trainingStep('A', {}, members)], { Parameters: [{ Name: 'P' }] })).toThrow(message);
  });

  it('refuse eleven inputs of a processing job', () => {
    const input = {
      InputName: 'x',
      S3Input: { S3Uri: 's3://b/k', LocalPath: '/opt/ml/processing/x', S3DataType: 'S3Prefix' },
    };
    const inputs = Array.from({ length: 11 }, (_, index) => ({ ...input, InputName: `i${index}` }));
    expect(() => check([processingStep('P', {}, { ProcessingInputs: inputs })])).toThrow(
      /'ProcessingInputs' failed to satisfy constraint: Member must have length less than or equal to 10/,
    );
  });

  it("refuse a model package's name, which only its group may have", () => {
    const step = registerStep('R', 'group', 's3://b/m.tar.gz');
    const named = { ...step, Arguments: { ...step.Arguments, ModelPackageName: 'x' } };
    expect(() => check([named])).toThrow(/Unknown Argument member 'ModelPackageName'/);
  });

  it('take expressions for scalars, also as elements of a list and values of a map', () => {
    const parameter = get('Parameters.P');
    check(
      [
        processingStep(
          'P',
          {},
          {
            ProcessingResources: {
              ClusterConfig: { InstanceCount: parameter, InstanceType: parameter, VolumeSizeInGB: parameter },
            },
            AppSpecification: { ImageUri: parameter, ContainerArguments: ['--x', parameter] },
            Environment: { VALUE: { 'Std:Join': { On: '/', Values: [parameter, 1, true] } } },
            RoleArn: parameter,
          },
        ),
      ],
      { Parameters: [{ Name: 'P' }] },
    );
  });

  it('may hold the name of a job, which is a prefix, and null for what is left out', () => {
    check([trainingStep('A', {}, { TrainingJobName: 'my-training', VpcConfig: null })]);
  });
});
