import { formatArn, partitionOf } from '../../../base/arn.ts';
import { newUuid } from '../../../base/ids.ts';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { ProductCatalog } from '../products/product-catalog.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { cloneUrl } from '../repositories/clone-url.ts';
import { GitError } from '../repositories/git-command.ts';
import type { GitRepositories, Seed } from '../repositories/git-repositories.ts';
import { type RepositoryRecord, repositoryTable } from '../repositories/repositories-store.ts';
import { changedProperties } from './api-resource.ts';
import { type Place, ProvisioningError, type ResourceType } from './resource-type.ts';
import { withSeedFromS3 } from './seed-from-s3.ts';

const DEFAULT_BRANCH = 'main';

/** CodeCommit's rule of names; `.git` at the end would be taken for the end of a URL. */
const NAME = /^(?!\.{1,2}$)(?!.*\.git$)[\w.-]{1,100}$/;
const BRANCH = /^(?!-)(?!.*(?:\.\.|@\{|\/\/|\.lock$|[/.]$))[A-Za-z0-9][\w./-]{0,99}$/;

/** Metadata of a template that CloudFormation overlooks: `Sagebrush: {SeedCode: <folder beside the template>}`. */
const OUR_METADATA = 'Sagebrush';

/** A git repository on this server, with seed code in its first commit. */
export function codeCommitRepository(
  deps: ProjectsDeps,
  repositories: GitRepositories,
  catalog: ProductCatalog,
): ResourceType {
  const { store } = deps;
  const find = ({ context, name }: Place) => repositoryTable.find(store, context, name);
  return {
    type: 'AWS::CodeCommit::Repository',
    properties: ['RepositoryName', 'RepositoryDescription', 'Code'],
    required: ['RepositoryName'],
    attributes: ['Arn', 'CloneUrlHttp', 'Name'],
    nameProperty: 'RepositoryName',
    nameLengthMax: 100,
    isNameLowerCase: false,

    async check(metadata, productId) {
      const name = seedName(metadata);
      if (name === undefined || (productId && (await catalog.seedDirectory(productId, name)))) return;
      throw new ProvisioningError(`its SeedCode ${name} is no folder beside the template`);
    },
    async find(place) {
      const found = await find(place);
      if (!found) return 'absent';
      return found.document.projectId === place.project.projectId ? 'ours' : 'foreign';
    },
    async create(place) {
      if (!NAME.test(place.name)) throw new ProvisioningError(`${place.name} can not be the name of a repository`);
      codeOf(place.properties);
      const record = newRecord(deps, place);
      await deps.access.check('codecommit:CreateRepository', record.arn, place.context);
      await store.transaction((tx) => repositoryTable.insert(tx, record));
    },
    async settle(place) {
      const record = await find(place);
      if (!record) throw new ProvisioningError('it is gone while it is being made');
      await lay(deps, repositories, catalog, place, record);
      const url = cloneUrl(deps.endpoint(), deps.region, record);
      return {
        reference: record.document.repositoryId,
        attributes: { Arn: record.arn, CloneUrlHttp: url, Name: record.name },
      };
    },
    async update({ context, name, properties }, before) {
      const fixed = changedProperties(properties, before).filter((one) => one !== 'RepositoryDescription');
      if (fixed.length > 0) throw new ProvisioningError(`${fixed.join(', ')} can only be changed by making it anew`);
      await store.transaction(async (tx) => {
        const found = await repositoryTable.findForUpdate(store, tx, context, name);
        if (!found) return;
        const description = textOf(properties['RepositoryDescription']);
        await repositoryTable.update(tx, { ...found, document: { ...found.document, description } });
      });
    },
    async remove(place) {
      const found = await find(place);
      if (!found) return;
      await deps.access.check('codecommit:DeleteRepository', found.arn, place.context);
      await repositories.remove(found.document.repositoryId);
      await store.transaction((tx) => repositoryTable.delete(tx, place.context, place.name));
    },
  };
}

function newRecord({ clock }: ProjectsDeps, { context, name, project, properties }: Place): RepositoryRecord {
  const { account, region } = context;
  const nowMs = clock.nowMs();
  return {
    ...{ account, region, parent: '', name, status: '', creationMs: nowMs, modifiedMs: nowMs, extra: {} },
    arn: formatArn({ partition: partitionOf(region), service: 'codecommit', region, account, resource: name }),
    document: {
      repositoryId: newUuid(),
      projectId: project.projectId,
      defaultBranch: codeOf(properties).branch,
      description: textOf(properties['RepositoryDescription']),
    },
  };
}

/** Lays the repository down where the record says. */
async function lay(
  deps: ProjectsDeps,
  repositories: GitRepositories,
  catalog: ProductCatalog,
  place: Place,
  record: RepositoryRecord,
): Promise<void> {
  const { repositoryId, defaultBranch: branch } = record.document;
  const { s3 } = codeOf(place.properties);
  const name = seedName(place.metadata);
  const seedOf = (directory: string): Seed => {
    return { branch, directory, message: 'Seed code of the project', timeMs: record.creationMs };
  };
  try {
    if (s3) {
      const create = (directory: string) => repositories.create(repositoryId, branch, seedOf(directory));
      await withSeedFromS3(deps, place.context, s3, create);
      return;
    }
    const { productId } = place.project;
    const directory = name && productId ? await catalog.seedDirectory(productId, name) : undefined;
    if (name && !directory) throw new ProvisioningError(`its SeedCode ${name} is no folder beside the template`);
    await repositories.create(repositoryId, branch, directory === undefined ? undefined : seedOf(directory));
  } catch (error) {
    throw error instanceof GitError ? new ProvisioningError(error.message) : error;
  }
}

interface Code {
  readonly branch: string;
  readonly s3: { readonly bucket: string; readonly key: string } | undefined;
}

/** The property `Code`, of CodeCommit's form. */
function codeOf({ Code: code = {} }: JsonObject): Code {
  const { BranchName: branch = DEFAULT_BRANCH, S3: s3, ...others } = objectOf(code, 'Code');
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw new ProvisioningError(`Code.${stray} is not supported`);
  if (typeof branch !== 'string' || !BRANCH.test(branch)) {
    throw new ProvisioningError('Code.BranchName is not the name of a branch');
  }
  if (s3 === undefined) return { branch, s3: undefined };
  const { Bucket: bucket, Key: key, ObjectVersion: version } = objectOf(s3, 'Code.S3');
  if (typeof bucket !== 'string' || typeof key !== 'string' || version !== undefined) {
    throw new ProvisioningError('Code.S3 must have Bucket and Key, and no ObjectVersion');
  }
  return { branch, s3: { bucket, key } };
}

function objectOf(value: JsonValue, name: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ProvisioningError(`${name} must be an object`);
}

function seedName(metadata: JsonObject): string | undefined {
  const ours = metadata[OUR_METADATA];
  if (ours === undefined) return undefined;
  const { SeedCode: name } = objectOf(ours, OUR_METADATA);
  return textOf(name);
}

const textOf = (value: JsonValue | undefined) => (value === undefined || value === null ? undefined : String(value));
