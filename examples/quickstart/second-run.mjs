// Runs the quickstart's pipeline once more with other parameters. The AWS clients try again while the server is away,
// so nothing here knows of restarts.
import { followExecution, startExecution } from './execution.mjs';
import { findProject } from './project.mjs';

const { prefix, image, role } = await findProject();
const executionArn = await startExecution('second-run', {
  Prefix: prefix,
  Image: image,
  Role: role,
  Trees: 800,
  MaxDepth: 12,
  TestShare: 0.25,
});
const steps = await followExecution(executionArn);
console.log(`  registered ${steps.Register.Metadata.RegisterModel.Arn}`);
