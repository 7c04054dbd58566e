import { afterAll, beforeAll, expect, it } from 'vitest';
import { conditionStep, failStep, registerStep, trainingStep } from '../support/pipeline-steps.ts';
import { openPipelineWorld, type PipelineWorld } from '../support/pipeline-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('Pipeline executions', (open) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld(await open());
  });
  afterAll(() => world.close());

  it('train, judge the metric and register the model', async () => {
    const group = 'models-of-pipelines';
    await world.call('CreateModelPackageGroup', { ModelPackageGroupName: group });
    world.jobs.fate = () => ({
      status: 'Completed',
      members: {
        ModelArtifacts: { S3ModelArtifacts: 's3://bucket/out/model.tar.gz' },
        FinalMetricDataList: [{ MetricName: 'accuracy', Value: 0.93, Timestamp: 1 }],
      },
    });
    const name = await world.create({
      Parameters: [{ Name: 'Threshold', Type: 'Float', DefaultValue: 0.9 }],
      Steps: [
        trainingStep('Train'),
        conditionStep(
          'Judge',
          [
            {
              Type: 'GreaterThanOrEqualTo',
              LeftValue: { Get: "Steps.Train.FinalMetricDataList['accuracy'].Value" },
              RightValue: { Get: 'Parameters.Threshold' },
            },
          ],
          [registerStep('Register', group, { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' })],
          [failStep('TooBad', 'not good enough')],
        ),
      ],
    });
    const arn = await world.startExecution(name);
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Succeeded');
    const steps = await world.steps(arn);
    expect(Object.keys(steps)).toEqual(['Register', 'Judge', 'Train']);
    expect(steps['Judge']?.Metadata).toEqual({ Condition: { Outcome: 'True' } });
    const packageArn = steps['Register']?.Metadata?.RegisterModel?.Arn ?? '';
    const registered = await world.call('DescribeModelPackage', { ModelPackageName: packageArn });
    expect(registered.InferenceSpecification?.Containers?.[0]?.ModelDataUrl).toBe('s3://bucket/out/model.tar.gz');
    expect(registered.MetadataProperties?.GeneratedBy).toBe(arn);
  });
});
