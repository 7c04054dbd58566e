// Takes down the quickstart's endpoints. Everything else only lies on the disk, and stays.
import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointsCommand,
} from '@aws-sdk/client-sagemaker';
import { sagemaker } from './project.mjs';

const { Endpoints: endpoints } = await sagemaker.send(new ListEndpointsCommand({ NameContains: 'quickstart-' }));
for (const { EndpointName: name } of endpoints) {
  await sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }));
  await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }));
  await sagemaker.send(new DeleteModelCommand({ ModelName: name }));
  console.log(`Deleted endpoint ${name}, its configuration and its model`);
}
