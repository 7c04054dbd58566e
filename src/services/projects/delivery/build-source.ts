import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OperationContext } from '../../../api/operation.ts';
import { objectsOfCaller } from '../../../jobs/role-objects.ts';
import { objectsOfAccount } from '../../../store/objects/account-objects.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { GitError } from '../repositories/git-command.ts';
import type { GitRepositories } from '../repositories/git-repositories.ts';
import type { BuildDocument } from './delivery-store.ts';

/** A commit that can't be built, and why. The next push is another. */
export class BuildError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildError';
  }
}

/** The most that the API takes of a pipeline's definition, in bytes here. */
const DEFINITION_BYTES_MAX = 1_048_576;
const FILES_MAX = 1000;
const SOURCE_BYTES_MAX = 64 * 1024 * 1024;
/** A tar has a block or two of its own for each file. */
const TAR_BYTES_MAX = SOURCE_BYTES_MAX + FILES_MAX * 4096;

const compress = promisify<Uint8Array, Buffer>(gzip);

/** Where a commit's code lies in S3. */
export interface UploadedSource {
  /** `s3://…`, below which each file of the source lies under its path. */
  readonly prefix: string;
  /** `s3://….tar.gz` of the same files. */
  readonly archive: string;
}

/** The text of a commit's pipeline definition. Throws BuildError. */
export async function readDefinition(
  repositories: GitRepositories,
  { repositoryId, definitionPath }: BuildDocument,
  commit: string,
): Promise<string> {
  const found = (await repositories.list(repositoryId, commit, definitionPath)).find(
    (one) => one.path === definitionPath,
  );
  if (!found) throw new BuildError(`the commit has no file ${definitionPath}`);
  if (found.sizeBytes > DEFINITION_BYTES_MAX) {
    throw new BuildError(`${definitionPath} has ${found.sizeBytes} bytes, more than ${DEFINITION_BYTES_MAX}`);
  }
  return (await repositories.readBlob(repositoryId, found.objectId, DEFINITION_BYTES_MAX)).toString('utf8');
}

/**
 * Puts a commit's source into the project's bucket, as files and as an archive, each only where the role of the context
 * may. Throws BuildError, and AccessDenied in S3's words.
 */
export async function uploadSource(
  { objects, roles }: ProjectsDeps,
  repositories: GitRepositories,
  build: BuildDocument,
  commit: string,
  context: OperationContext,
): Promise<UploadedSource> {
  const { repositoryId, sourcePath, bucket, account } = build;
  const files = await repositories.list(repositoryId, commit, sourcePath);
  const bytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  if (files.length === 0) throw new BuildError(`the commit has no files in ${sourcePath || 'it'}`);
  if (files.length > FILES_MAX) throw new BuildError(`${sourcePath} has more than ${FILES_MAX} files`);
  if (bytes > SOURCE_BYTES_MAX) throw new BuildError(`${sourcePath} has more than ${SOURCE_BYTES_MAX} bytes`);
  const folder = `${build.prefix}${commit}`;
  const own = objectsOfCaller(objectsOfAccount(objects, account), roles, context);
  for (const file of files) {
    const name = sourcePath === '' ? file.path : file.path.slice(sourcePath.length + 1);
    const content = await repositories.readBlob(repositoryId, file.objectId, SOURCE_BYTES_MAX);
    await own.write(bucket, `${folder}/source/${name}`, content);
  }
  const archive = `${folder}/source.tar.gz`;
  await own.write(bucket, archive, await compress(await packed(repositories, build, commit)));
  return { prefix: `s3://${bucket}/${folder}/source`, archive: `s3://${bucket}/${archive}` };
}

async function packed(repositories: GitRepositories, build: BuildDocument, commit: string): Promise<Buffer> {
  try {
    return await repositories.archive(build.repositoryId, commit, build.sourcePath, TAR_BYTES_MAX);
  } catch (error) {
    throw error instanceof GitError ? new BuildError(error.message) : error;
  }
}
