import { beforeAll, describe, expect, it } from 'vitest';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { codeRepositoriesDomain } from '../../src/services/code-repositories/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const GitConfig = {
  RepositoryUrl: 'https://git.example.com/team/code.git',
  Branch: 'main',
  SecretArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:first`,
};

forEachStore('Code repositories', (open) => {
  const clock = new ManualClock();
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:code-repository/${name.toLowerCase()}`;
  const newName = () => `Repo-${randomLowerId(8)}`;

  beforeAll(async () => {
    const store = await open();
    const tokens = new PageTokens(new Uint8Array(32));
    call = caller<SageMakerOperations>({
      ...codeRepositoriesDomain({ store, tokens, clock }).handlers,
      ...tagHandlers(store, tokens),
    });
  });

  async function create(CodeRepositoryName = newName(), context = callContext()): Promise<string> {
    clock.advance(1000);
    await call('CreateCodeRepository', { CodeRepositoryName, GitConfig }, context);
    return CodeRepositoryName;
  }

  it('are made, shown and deleted with their tags', async () => {
    const CodeRepositoryName = newName();
    const CodeRepositoryArn = arnOf(CodeRepositoryName);
    const Tags = [{ Key: 'team', Value: 'a' }];
    expect(await call('CreateCodeRepository', { CodeRepositoryName, GitConfig, Tags })).toEqual({ CodeRepositoryArn });
    expect(await call('DescribeCodeRepository', { CodeRepositoryName: CodeRepositoryName.toUpperCase() })).toEqual({
      CodeRepositoryName,
      CodeRepositoryArn,
      GitConfig,
      CreationTime: clock.nowMs() / 1000,
      LastModifiedTime: clock.nowMs() / 1000,
    });
    expect((await call('ListTags', { ResourceArn: CodeRepositoryArn })).Tags).toEqual(Tags);
    await call('DeleteCodeRepository', { CodeRepositoryName });
    expect((await call('ListTags', { ResourceArn: CodeRepositoryArn })).Tags).toEqual([]);
    await create(CodeRepositoryName);
  });

  it('take another secret, and keep URL and branch', async () => {
    const CodeRepositoryName = await create();
    const created = clock.nowMs() / 1000;
    const SecretArn = `${GitConfig.SecretArn}-second`;
    clock.advance(5000);
    const updated = await call('UpdateCodeRepository', { CodeRepositoryName, GitConfig: { SecretArn } });
    expect(updated).toEqual({ CodeRepositoryArn: arnOf(CodeRepositoryName) });
    const shown = await call('DescribeCodeRepository', { CodeRepositoryName });
    expect(shown).toMatchObject({ GitConfig: { ...GitConfig, SecretArn }, CreationTime: created });
    expect(shown.LastModifiedTime).toBe(created + 5);
    await call('UpdateCodeRepository', { CodeRepositoryName });
    expect((await call('DescribeCodeRepository', { CodeRepositoryName })).GitConfig).toEqual({
      ...GitConfig,
      SecretArn,
    });
  });

  it('have names of their own, without regard to case', async () => {
    const CodeRepositoryName = await create();
    await expect(create(CodeRepositoryName.toUpperCase())).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Cannot create already existing code repository "${arnOf(CodeRepositoryName)}".`,
    });
  });

  it('are made with sound tags or not at all', async () => {
    const CodeRepositoryName = newName();
    const Tags = [{ Key: 'aws:x', Value: 'a' }];
    await expect(call('CreateCodeRepository', { CodeRepositoryName, GitConfig, Tags })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(call('DescribeCodeRepository', { CodeRepositoryName })).rejects.toThrow('Cannot find CodeRepository');
  });

  it('that are not there are not found by any operation, nor from another account or region', async () => {
    const there = await create();
    const contexts = [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' }), callContext()];
    for (const context of contexts) {
      const CodeRepositoryName = context === contexts[2] ? newName() : there;
      const { account, region } = context;
      const arn = `arn:aws:sagemaker:${region}:${account}:code-repository/${CodeRepositoryName.toLowerCase()}`;
      const missing = { code: 'ValidationException', message: `Cannot find CodeRepository: "${arn}"` };
      for (const operation of ['DescribeCodeRepository', 'UpdateCodeRepository', 'DeleteCodeRepository'] as const) {
        await expect(call(operation, { CodeRepositoryName }, context)).rejects.toMatchObject(missing);
      }
    }
  });

  describe('are listed', () => {
    const context = callContext({ account: '111122223333' });
    const names = ['b-Two', 'A-One', 'c-three', 'a-zero'];
    const list = async (input: SageMakerOperations['ListCodeRepositories']['input']) => {
      const page = await call('ListCodeRepositories', input, context);
      return page.CodeRepositorySummaryList.map((one) => one.CodeRepositoryName);
    };

    beforeAll(async () => {
      for (const name of names) await create(name, context);
      clock.advance(1000);
      await call('UpdateCodeRepository', { CodeRepositoryName: 'b-Two' }, context);
    });

    it('by name, unless asked otherwise', async () => {
      expect(await list({})).toEqual(['A-One', 'a-zero', 'b-Two', 'c-three']);
      expect(await list({ SortOrder: 'Descending' })).toEqual(['c-three', 'b-Two', 'a-zero', 'A-One']);
      expect(await list({ SortBy: 'CreationTime' })).toEqual(names);
      expect(await list({ SortBy: 'LastModifiedTime', SortOrder: 'Descending' })).toEqual([
        'b-Two',
        'a-zero',
        'c-three',
        'A-One',
      ]);
    });

    it('with filters on name and times', async () => {
      const times = await call('DescribeCodeRepository', { CodeRepositoryName: 'A-One' }, context);
      expect(await list({ NameContains: 'One' })).toEqual(['A-One']);
      expect(await list({ NameContains: 'one' })).toEqual([]);
      expect(await list({ CreationTimeBefore: times.CreationTime })).toEqual(['b-Two']);
      expect(await list({ CreationTimeAfter: times.CreationTime })).toEqual(['a-zero', 'c-three']);
      expect(await list({ LastModifiedTimeAfter: times.CreationTime })).toEqual(['a-zero', 'b-Two', 'c-three']);
      expect(await list({ LastModifiedTimeBefore: times.CreationTime })).toEqual([]);
    });

    it('in pages whose tokens belong to one list', async () => {
      const input = { MaxResults: 3 };
      const first = await call('ListCodeRepositories', input, context);
      expect(first.CodeRepositorySummaryList).toHaveLength(3);
      const second = await call('ListCodeRepositories', { ...input, NextToken: first.NextToken }, context);
      expect(second.CodeRepositorySummaryList.map((one) => one.CodeRepositoryName)).toEqual(['c-three']);
      expect(second.NextToken).toBeUndefined();
      for (const foreign of [{ SortBy: 'CreationTime' as const }, { NameContains: 'o' }]) {
        await expect(
          call('ListCodeRepositories', { ...foreign, NextToken: first.NextToken }, context),
        ).rejects.toMatchObject({ code: 'ValidationException' });
      }
    });
  });
});
