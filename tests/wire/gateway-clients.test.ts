import { AddTagsCommand, DeleteTagsCommand, ListTagsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerTags } from '../support/tag-handlers.ts';
import { ADMIN, REGION, startGateway, type TestGateway } from '../support/test-gateway.ts';

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012:training-job/a';

describe('the gateway and the AWS SDK for JavaScript', () => {
  let server: TestGateway;
  let sagemaker: SageMakerClient;

  beforeAll(async () => {
    server = await startGateway(registerTags);
    sagemaker = new SageMakerClient({ endpoint: server.url, region: REGION, credentials: ADMIN });
  });

  afterAll(async () => {
    sagemaker.destroy();
    await server.gateway.close();
  });

  it('carries JSON operations there and back', async () => {
    const Tags = [{ Key: 'team', Value: 'vision' }];
    expect((await sagemaker.send(new AddTagsCommand({ ResourceArn: ARN, Tags }))).Tags).toEqual(Tags);
    await sagemaker.send(new DeleteTagsCommand({ ResourceArn: ARN, TagKeys: ['team'] }));
    const listed = await sagemaker.send(new ListTagsCommand({ ResourceArn: ARN }));
    expect(listed.Tags).toEqual([]);
    expect(listed.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
