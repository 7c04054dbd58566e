// A real model from raw data to an endpoint, by the SageMaker API alone. Endpoint, region and keys come from the
// environment, as for any AWS client.
import { DescribeProcessingJobCommand, DescribeTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { approve, deploy, measure } from './deployment.mjs';
import { followExecution, startExecution } from './execution.mjs';
import { createBucket, createModelPackageGroup, extractData, uploadCode, upsertPipeline } from './prepare.mjs';
import { findProject, sagemaker } from './project.mjs';

const project = await findProject();
console.log(`Bucket ${project.bucket}, role ${project.role}`);

console.log('\n1. Put the code in S3, and the data: the Wisconsin breast cancer set that ships inside scikit-learn');
await createBucket(project);
await uploadCode(project);
await extractData(project);
console.log(`  ${project.prefix}/data/breast-cancer.csv`);

console.log('\n2. Create the pipeline and start it');
await createModelPackageGroup();
await upsertPipeline(project);
const executionArn = await startExecution('first-run', {
  Prefix: project.prefix,
  Image: project.image,
  Role: project.role,
});
const steps = await followExecution(executionArn);
const trainingJobName = await jobNameOf(steps.Train);
const training = await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: trainingJobName }));
for (const metric of training.FinalMetricDataList ?? []) console.log(`  ${metric.MetricName} = ${metric.Value}`);

console.log('\n3. Approve the model in the registry');
const modelPackageArn = steps.Register.Metadata.RegisterModel.Arn;
await approve(modelPackageArn);
console.log(`  ${modelPackageArn} is Approved`);

console.log('\n4. Deploy it');
const endpointName = `quickstart-${executionArn.split('/').at(-1)}`;
const deployStartedAt = Date.now();
const endpointArn = await deploy(endpointName, modelPackageArn, project);
console.log(`  ${endpointName} is InService after ${((Date.now() - deployStartedAt) / 1000).toFixed(1)} s`);

console.log('\n5. Ask it about the rows that the model has never seen');
const testUri = await outputUri(steps.Prepare, 'test');
const result = await measure(endpointName, testUri);
for (const { p, isBenign } of result.examples) {
  console.log(`  probability of benign ${p.toFixed(3)}, in truth ${isBenign ? 'benign' : 'malignant'}`);
}
console.log(`  right on ${result.right} of ${result.rows} rows: accuracy ${(result.right / result.rows).toFixed(3)}`);
console.log(`  one request with ${result.rows} rows took ${result.durationMs.toFixed(0)} ms`);

console.log('\nWhere everything lies');
for (const [what, where] of Object.entries({
  execution: executionArn,
  model: training.ModelArtifacts.S3ModelArtifacts,
  evaluation: `${await outputUri(steps.Evaluate, 'evaluation')}/evaluation.json`,
  'model package': modelPackageArn,
  endpoint: endpointArn,
})) {
  console.log(`  ${what.padEnd(14)} ${where}`);
}

async function outputUri(step, outputName) {
  const job = await sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: jobNameOf(step) }));
  return job.ProcessingOutputConfig.Outputs.find((output) => output.OutputName === outputName).S3Output.S3Uri;
}

function jobNameOf(step) {
  const { TrainingJob: training, ProcessingJob: processing } = step.Metadata;
  return (training ?? processing).Arn.split('/').at(-1);
}
