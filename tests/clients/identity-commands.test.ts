import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListTrainingJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/sagebrush', import.meta.url));

describe('sagebrush account, user, role and key', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  const { PATH = '', HOME = '' } = process.env;
  const attempt = (...args: string[]) => runProgram(PROGRAM, [...args, '--data-dir', server.dataDir], { PATH, HOME });

  async function run(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await attempt(...args);
    if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    return stdout;
  }
  const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'));

  const settings = (key: Record<string, string>) => ({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: key['access key id'] ?? '', secretAccessKey: key['secret access key'] ?? '' },
  });

  it('make a user with a key, who may do what the policies say', async () => {
    const ann = await json('user', 'create', 'ann', '--policy', 'AmazonSageMakerReadOnly');
    expect(ann).toMatchObject({ user: 'ann', arn: `arn:aws:iam::${server.accountId}:user/ann` });
    const sagemaker = new SageMakerClient(settings(ann));
    expect((await sagemaker.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries).toEqual([]);
    await run('user', 'detach', 'ann', 'AmazonSageMakerReadOnly');
    await expect(sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await run('user', 'attach', 'ann', 'arn:aws:iam::aws:policy/ReadOnlyAccess');
    await sagemaker.send(new ListTrainingJobsCommand({}));
    expect(await run('user', 'list')).toMatch(/^ann +ReadOnlyAccess +AKIA\w{16} /m);
    await run('user', 'delete', 'ann');
    await expect(sagemaker.send(new ListTrainingJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('make, switch and delete keys', async () => {
    await run('user', 'create', 'bob', '--no-key');
    expect(await json('key', 'list', 'bob')).toEqual([]);
    const key = await json('key', 'create', 'bob');
    const id = key['access key id'];
    const whoIs = () => new STSClient(settings(key)).send(new GetCallerIdentityCommand({}));
    expect((await whoIs()).Arn).toBe(`arn:aws:iam::${server.accountId}:user/bob`);
    await run('key', 'disable', id);
    await expect(whoIs()).rejects.toThrow();
    await run('key', 'enable', id);
    await whoIs();
    expect(await json('key', 'list')).toContainEqual(expect.objectContaining({ key: id, user: 'bob' }));
    await run('key', 'delete', id);
    await expect(whoIs()).rejects.toThrow();
    expect((await attempt('key', 'delete', id)).stderr).toContain(`has the access key ${id}`);
  });

  it('make roles that SageMaker may assume, or others', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sagebrush-trust-'));
    const trust = join(directory, 'trust.json');
    const Principal = { AWS: server.accountId };
    writeFileSync(trust, JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] }));
    await run('role', 'create', 'training', '--policy', 'AmazonSageMakerFullAccess', '--policy', 'AmazonS3FullAccess');
    await run('role', 'create', 'people', '--trust', trust);
    const roles = await json('role', 'list');
    expect(roles).toContainEqual(
      expect.objectContaining({ role: 'training', policies: 'AmazonS3FullAccess, AmazonSageMakerFullAccess' }),
    );
    await run('role', 'delete', 'training');
    await run('role', 'delete', 'people');
    expect(JSON.stringify(await json('role', 'list'))).not.toContain('training');
    rmSync(directory, { recursive: true });
  });

  it('make an account with an administrator of its own, work in it, and close it', async () => {
    const made = await json('account', 'create', 'Vision Team');
    expect(made).toMatchObject({ account: expect.stringMatching(/^[1-9]\d{11}$/), user: 'admin' });
    const sts = new STSClient(settings(made));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: made.account,
      Arn: `arn:aws:iam::${made.account}:user/admin`,
    });
    const eve = await json('user', 'create', 'eve', '--account', made.account);
    expect(eve.arn).toBe(`arn:aws:iam::${made.account}:user/eve`);
    expect(JSON.stringify(await json('user', 'list'))).not.toContain('eve');
    expect(await run('account', 'list')).toMatch(new RegExp(`^${made.account} +Vision Team +ACTIVE`, 'm'));
    expect((await attempt('account', 'create', 'Vision Team')).stderr).toContain('EMAIL_ALREADY_EXISTS');

    const refused = await attempt('account', 'close', made.account);
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('Give --yes to close it')]);
    await run('account', 'close', made.account, '--yes');
    expect(await run('account', 'list')).toMatch(new RegExp(`^${made.account} +Vision Team +SUSPENDED`, 'm'));
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow('security token');
  });

  it('say in one line what is wrong', async () => {
    for (const [args, message] of [
      [['user', 'create', 'admin'], 'User with name admin already exists.'],
      [['user', 'delete', 'nobody'], 'The user with name nobody cannot be found.'],
      [['user', 'create', 'carl', '--policy', 'Nothing', '--no-key'], 'policy/Nothing was not found'],
      [['user', 'list', '--account', '999999999999'], 'is not authorized to perform: sts:AssumeRole'],
      [['role', 'create', 'x', '--trust', '/nowhere.json'], "can't be read"],
    ] as const) {
      const { exitCode, stderr } = await attempt(...args);
      expect([exitCode, stderr.trim().split('\n').length], args.join(' ')).toEqual([1, 1]);
      expect(stderr).toContain(message);
    }
    // Nothing is left of the user whose policy is not there.
    expect(JSON.stringify(await json('user', 'list'))).not.toContain('carl');
  });
});
