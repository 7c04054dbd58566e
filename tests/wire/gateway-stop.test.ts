import { Agent, get } from 'node:http';
import { describe, expect, it } from 'vitest';
import { jsonCall, send, sign } from '../support/signed-request.ts';
import { startGateway } from '../support/test-gateway.ts';

describe('stopping the gateway', () => {
  it('finishes what runs, takes nothing new, and closes idle connections', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let entered = () => {};
    const running = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const { url, gateway } = await startGateway((registry) =>
      registry.add('sagemaker', {
        ListTags: async () => {
          entered();
          await released;
          return { Tags: [] };
        },
      }),
    );
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) => get(url, { agent }, (response) => response.resume().on('end', resolve)));
    const ResourceArn = 'arn:aws:sagemaker:us-west-2:123456789012:model/m';
    const answer = send(url, await sign(url, jsonCall('ListTags', { ResourceArn })));
    await running;
    const closed = gateway.close();
    await expect(send(url, await sign(url, jsonCall('ListTags', { ResourceArn })))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    release();
    const reply = await answer;
    expect(reply.status).toBe(200);
    expect(reply.headers.connection).toBe('close');
    await closed;
    agent.destroy();
  });
});
