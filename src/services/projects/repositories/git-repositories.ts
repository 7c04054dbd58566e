import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../../../base/remove-tree.ts';
import { runGit } from './git-command.ts';

/** Of every commit that the server makes. */
const COMMITTER = { name: 'Sagebrush', email: 'sagebrush@localhost' };

/** Attributes that would have git work on what it packs, such as putting a commit's message into files. All are off. */
const ATTRIBUTES = '* -export-ignore -export-subst -filter -ident -text -working-tree-encoding\n';

/** A file of a commit. */
export interface TreeEntry {
  readonly path: string;
  readonly objectId: string;
  readonly sizeBytes: number;
}

/** What a new repository begins with. */
export interface Seed {
  readonly branch: string;
  /** The directory whose content is the first commit. */
  readonly directory: string;
  readonly message: string;
  readonly timeMs: number;
}

/** Bare git repositories below one directory, each under an id that is never given twice. */
export class GitRepositories {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get root(): string {
    return this.#directory;
  }

  /** The name of a repository's directory below `root`. */
  directoryName(repositoryId: string): string {
    return `${repositoryId}.git`;
  }

  async exists(repositoryId: string): Promise<boolean> {
    return stat(this.#path(repositoryId)).then(
      () => true,
      () => false,
    );
  }

  /** Makes a repository, whole or not at all; one that is there stays as it is. Throws GitError. */
  async create(repositoryId: string, branch: string, seed?: Seed): Promise<void> {
    if (await this.exists(repositoryId)) return;
    const making = join(this.#directory, `${repositoryId}.making`);
    await removeTree(making);
    await mkdir(making, { recursive: true, mode: 0o700 });
    await runGit(['init', '--quiet', '--bare', `--initial-branch=${branch}`], { gitDir: making });
    await mkdir(join(making, 'info'), { recursive: true });
    await writeFile(join(making, 'info/attributes'), ATTRIBUTES);
    if (seed) await commitDirectory(making, seed);
    await rename(making, this.#path(repositoryId));
  }

  async remove(repositoryId: string): Promise<void> {
    await removeTree(join(this.#directory, `${repositoryId}.making`));
    await removeTree(this.#path(repositoryId));
  }

  /** The commit that a branch stands at. */
  async head(repositoryId: string, branch: string): Promise<string | undefined> {
    const reference = `refs/heads/${branch}`;
    const output = await this.#run(repositoryId, ['for-each-ref', '--format=%(objectname) %(refname)', reference]);
    // A pattern of for-each-ref also stands for what lies below it.
    const line = output
      .toString()
      .split('\n')
      .find((one) => one.endsWith(` ${reference}`));
    return line?.slice(0, line.indexOf(' '));
  }

  /** Files of a commit below a path, without links and submodules. */
  async list(repositoryId: string, commit: string, path: string): Promise<TreeEntry[]> {
    const words = ['ls-tree', '-r', '-l', '-z', commit, ...(path === '' ? [] : ['--', path])];
    const output = await this.#run(repositoryId, words, 64 * 1024 * 1024);
    return output
      .toString('utf8')
      .split('\0')
      .flatMap((line) => {
        const match = /^100\d{3} blob ([0-9a-f]{40,64}) +(\d+)\t(.+)$/s.exec(line);
        const [, objectId = '', size = '0', name = ''] = match ?? [];
        return match ? [{ path: name, objectId, sizeBytes: Number(size) }] : [];
      });
  }

  async readBlob(repositoryId: string, objectId: string, bytesMax: number): Promise<Buffer> {
    return this.#run(repositoryId, ['cat-file', 'blob', objectId], bytesMax);
  }

  /** A tar of what a commit has below a path, which becomes the archive's root. */
  async archive(repositoryId: string, commit: string, path: string, bytesMax: number): Promise<Buffer> {
    return this.#run(repositoryId, ['archive', '--format=tar', path === '' ? commit : `${commit}:${path}`], bytesMax);
  }

  #run(repositoryId: string, words: readonly string[], outputBytesMax?: number): Promise<Buffer> {
    return runGit(words, {
      gitDir: this.#path(repositoryId),
      ...(outputBytesMax === undefined ? {} : { outputBytesMax }),
    });
  }

  #path(repositoryId: string): string {
    return join(this.#directory, this.directoryName(repositoryId));
  }
}

/** The same directory, message and time give the same commit. */
async function commitDirectory(gitDir: string, { branch, directory, message, timeMs }: Seed): Promise<void> {
  const date = `${Math.floor(timeMs / 1000)} +0000`;
  const environment = {
    GIT_WORK_TREE: directory,
    GIT_AUTHOR_NAME: COMMITTER.name,
    GIT_AUTHOR_EMAIL: COMMITTER.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: COMMITTER.name,
    GIT_COMMITTER_EMAIL: COMMITTER.email,
    GIT_COMMITTER_DATE: date,
  };
  const command = { gitDir, environment };
  await runGit(['-C', directory, 'add', '--all', '--force', '.'], command);
  const tree = (await runGit(['write-tree'], command)).toString().trim();
  const commit = (await runGit(['commit-tree', '-m', message, tree], command)).toString().trim();
  await runGit(['update-ref', `refs/heads/${branch}`, commit], command);
}
