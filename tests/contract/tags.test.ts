import { beforeAll, expect, it } from 'vitest';
import type { SageMakerOperations, Tag } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { codeRepositoriesDomain } from '../../src/services/code-repositories/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { ACCOUNT, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const numbered = (from: number, count: number): Tag[] =>
  Array.from({ length: count }, (_, index) => ({ Key: `k${from + index}`, Value: 'v' }));

forEachStore('Tags', (open) => {
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  const newName = () => `repo-${randomLowerId(8)}`;
  const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:code-repository/${name}`;
  const tagsOf = async (ResourceArn: string) => (await call('ListTags', { ResourceArn })).Tags;

  beforeAll(async () => {
    const store = await open();
    const tokens = new PageTokens(new Uint8Array(32));
    call = caller<SageMakerOperations>({
      ...codeRepositoriesDomain({ store, tokens, clock: new ManualClock() }).handlers,
      ...tagHandlers(store, tokens),
    });
  });

  const refused = (Tags: readonly Tag[], ResourceArn = arnOf(newName())) =>
    expect(call('AddTags', { ResourceArn, Tags: [...Tags] })).rejects.toMatchObject({ code: 'ValidationException' });

  it('are merged by key, and all of them are answered', async () => {
    const ResourceArn = arnOf(newName());
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'b', Value: '1' }] });
    const answer = await call('AddTags', {
      ResourceArn,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    });
    expect(answer.Tags).toEqual([
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '3' },
    ]);
    await call('DeleteTags', { ResourceArn, TagKeys: ['a', 'unknown'] });
    expect(await tagsOf(ResourceArn)).toEqual([{ Key: 'b', Value: '3' }]);
  });

  it('are told apart by the case of their keys, and found by an ARN in any case', async () => {
    const ResourceArn = arnOf(newName());
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'Team', Value: 'x' }] });
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'team', Value: 'y' }] });
    expect(await tagsOf(ResourceArn.replace('repo-', 'REPO-'))).toHaveLength(2);
  });

  it('are fifty at most, and what would be more changes nothing', async () => {
    const ResourceArn = arnOf(newName());
    await call('AddTags', { ResourceArn, Tags: numbered(0, 50) });
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'k7', Value: 'changed' }] });
    await refused([{ Key: 'k8', Value: 'changed' }, ...numbered(50, 1)], ResourceArn);
    const tags = await tagsOf(ResourceArn);
    expect(tags).toHaveLength(50);
    expect(tags).toContainEqual({ Key: 'k7', Value: 'changed' });
    expect(tags).toContainEqual({ Key: 'k8', Value: 'v' });
  });

  it('are fifty at most when they come at once, too', async () => {
    const ResourceArn = arnOf(newName());
    const calls = [0, 30, 60, 90].map((from) => call('AddTags', { ResourceArn, Tags: numbered(from, 30) }));
    const answers = await Promise.allSettled(calls);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tagsOf(ResourceArn)).toHaveLength(30);
  });

  it.each(['aws:', 'AWS:cloudformation:stack-id', 'aws:x'])('of AWS itself are refused (%s)', async (Key) => {
    await refused([{ Key, Value: 'v' }]);
  });

  it('of the service are taken', async () => {
    const ResourceArn = arnOf(newName());
    const Tags = [{ Key: 'sagemaker:project-name', Value: 'p' }];
    expect((await call('AddTags', { ResourceArn, Tags })).Tags).toEqual(Tags);
  });

  it('have each key once in a request', async () => {
    await refused([
      { Key: 'k', Value: '1' },
      { Key: 'k', Value: '2' },
    ]);
  });

  it('that came while a resource was being deleted are not those of the next one of its name', async () => {
    const CodeRepositoryName = newName();
    const GitConfig = { RepositoryUrl: 'https://git.example.com/team/code.git' };
    const ResourceArn = arnOf(CodeRepositoryName);
    await call('CreateCodeRepository', { CodeRepositoryName, GitConfig });
    await call('DeleteCodeRepository', { CodeRepositoryName });
    // The resource was found before its end, and the tags were written after it.
    await call('AddTags', { ResourceArn, Tags: [{ Key: 'late', Value: 'v' }] });
    await call('CreateCodeRepository', { CodeRepositoryName, GitConfig, Tags: [{ Key: 'own', Value: 'v' }] });
    expect(await tagsOf(ResourceArn)).toEqual([{ Key: 'own', Value: 'v' }]);
  });
});
