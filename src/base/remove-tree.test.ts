import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeTree } from './remove-tree.ts';

describe('removing what a job left', () => {
  let root: string;
  let tree: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sagebrush-remove-'));
    tree = join(root, 'tree');
    await mkdir(join(tree, 'sub'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const shell = (script: string) => execFileSync('/bin/sh', ['-c', script], { cwd: tree });

  it.each([
    ['folders nested deeper than a path can be long', `mkdir -p ${`${'d'.repeat(200)}/`.repeat(40)}`],
    ['names that are no UTF-8', `mkdir "$(printf 'd\\377')"; touch "$(printf 'd\\377')/$(printf 'f\\376')"`],
    ['folders without rights', 'touch sub/file; ln -s / sub/link; chmod 000 sub'],
    ['named pipes and links that lead nowhere', 'mkfifo sub/pipe; ln -s nowhere sub/link'],
  ])('removes %s', async (_, script) => {
    shell(script);
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
  });

  it('does not mind a directory that is not there', async () => {
    await removeTree(join(root, 'nothing'));
  });

  it('leaves a file as it is of which it removes one link', async () => {
    const kept = join(root, 'kept');
    await writeFile(kept, 'x');
    await chmod(kept, 0o444);
    await link(kept, join(tree, 'sub', 'other'));
    shell(`chmod 500 sub; mkdir -p ${`${'d'.repeat(200)}/`.repeat(40)}`);
    await removeTree(tree);
    expect(existsSync(tree)).toBe(false);
    expect((await stat(kept)).mode & 0o777).toBe(0o444);
  });
});
