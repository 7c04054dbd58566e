import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMemoryGroups } from './memory-groups.ts';

/** Only the search is told of here: limits are the kernel's, and no directory of ours can stand in for it. */
describe('looking for a control group to divide', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sagebrush-cgroup-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function ownGroup(text: string): Promise<string> {
    const file = join(root, 'self');
    await writeFile(file, text);
    return file;
  }

  it('finds none where only version 1 is mounted', async () => {
    expect(await findMemoryGroups(await ownGroup('4:memory:/x\n'), root)).toBeUndefined();
  });

  it('finds none where no group above hands memory on', async () => {
    await mkdir(join(root, 'user.slice', 'session.scope'), { recursive: true });
    await writeFile(join(root, 'user.slice', 'cgroup.subtree_control'), 'cpu pids\n');
    expect(await findMemoryGroups(await ownGroup('0::/user.slice/session.scope\n'), root)).toBeUndefined();
  });

  it('takes no group that does not behave as the kernel’s do', async () => {
    await mkdir(join(root, 'user.slice'), { recursive: true });
    await writeFile(join(root, 'user.slice', 'cgroup.subtree_control'), 'cpu memory pids\n');
    expect(await findMemoryGroups(await ownGroup('0::/user.slice\n'), root)).toBeUndefined();
  });
});
