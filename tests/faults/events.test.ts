import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { Dice } from '../support/dice.ts';
import { type HookServer, startHookServer } from '../support/hook-server.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const LIVES = 5;
const GROUP = 'told';

const seed = Number(process.env['SAGEBRUSH_TEST_SEED'] ?? Date.now() % 1_000_000);

describe(`A server that is killed while it tells of changes (seed ${seed})`, () => {
  const lineageFile = join('/tmp', `sagebrush-killed-lineage-${newUuid()}.jsonl`);
  let server: TestServer;
  let hook: HookServer;
  beforeAll(async () => {
    hook = await startHookServer();
    server = await startTestServer({
      flags: ['--events-to', `${hook.url},sqs:changes`, '--openlineage', `file:${lineageFile}`],
      environment: { SAGEBRUSH_EVENTS_SECRET: 'a-secret-for-the-hook' },
    });
  });
  afterAll(async () => {
    await server.close();
    await hook.close();
    rmSync(lineageFile, { force: true });
  });

  const newClient = () => {
    const { endpoint, accessKeyId, secretAccessKey, accountId } = server;
    const principal = { kind: 'user', arn: '', account: accountId, principalId: '' } as const;
    return new ApiClient({ url: endpoint, credential: { accessKeyId, secretAccessKey, principal } });
  };
  const packagesIn = (bodies: readonly string[]) =>
    new Set(bodies.map((body) => (JSON.parse(body) as { detail: { ModelPackageArn: string } }).detail.ModelPackageArn));

  it('has told the hook, the queue and the file of every change that it has answered for', async () => {
    const dice = new Dice(seed);
    const answered = new Set<string>();
    const setUp = newClient();
    const { QueueUrl } = await setUp.ask('sqs', 'CreateQueue', { QueueName: 'changes' });
    await setUp.ask('sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName: GROUP });
    setUp.close();
    for (let life = 0; life < LIVES; life++) {
      const client = newClient();
      let isOver = false;
      const register = async () => {
        while (!isOver) {
          const input = { ModelPackageGroupName: GROUP };
          const answer = await client.call('sagemaker', 'CreateModelPackage', input).catch(() => undefined);
          const { ModelPackageArn } = (answer?.json ?? {}) as { ModelPackageArn?: string };
          if (answer?.status === 200 && ModelPackageArn) answered.add(ModelPackageArn);
        }
      };
      const work = Promise.all([register(), register(), register()]);
      // A hook that is away for a while makes the outbox grow before the kill.
      hook.answer = { status: dice.oneIn(2) ? 503 : 200 };
      const enough = answered.size + 3 + dice.under(20);
      await until(
        async () => answered.size,
        (size) => size >= enough,
      );
      await sleep(dice.under(30));
      const killed = server.killAndRestart();
      isOver = true;
      await killed;
      await work;
      client.close();
    }
    hook.answer = { status: 200 };
    const hasAll = (told: ReadonlySet<string>) => [...answered].every((arn) => told.has(arn));

    await until(async () => packagesIn(hook.calls.map(({ body }) => body)), hasAll);

    const client = newClient();
    const received: string[] = [];
    await until(async () => {
      const input = { QueueUrl, MaxNumberOfMessages: 10 };
      const { Messages = [] } = (await client.ask('sqs', 'ReceiveMessage', input)) as { Messages?: { Body: string }[] };
      received.push(...Messages.map(({ Body }) => Body));
      return packagesIn(received);
    }, hasAll);
    client.close();
    // A queue of the same database takes its events in the transaction that takes them from the outbox.
    const ids = received.map((body) => (JSON.parse(body) as { id: string }).id);
    expect(new Set(ids).size).toBe(ids.length);

    const told = () => (existsSync(lineageFile) ? readFileSync(lineageFile, 'utf8') : '');
    await until(
      async () => told(),
      (text) => [...answered].every((arn) => text.includes(`"${arn}"`)),
    );
    expect(told().endsWith('\n')).toBe(true);
  });
});
