import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { validationException } from '../../../api/errors.ts';

const FORMATS = ['.yaml', '.yml', '.json'] as const;
/** The model's own characters of both ids: none of them leads out of a directory. */
const ID = /^[a-zA-Z0-9_-]{1,100}$/;

export interface Artifact {
  readonly artifactId: string;
  readonly template: string;
}

/**
 * Products in directories: `<product id>/<artifact id>.yaml`, `.yml` or `.json` is a template, and folders beside it can
 * hold seed code. The first directory that has a product of an id is the one.
 */
export class ProductCatalog {
  readonly #directories: readonly string[];

  constructor(directories: readonly string[]) {
    this.#directories = directories;
  }

  /** The artifact, or the last one by name when none is named. Throws ValidationException in Service Catalog's words. */
  async find(productId: string, artifactId: string | undefined): Promise<Artifact> {
    const directory = await this.#directoryOf(productId);
    if (directory === undefined) throw validationException(`Product ${productId} does not exist or access was denied`);
    const files = (await readdir(directory)).sort();
    const templates = new Map(files.flatMap((file) => (artifactOf(file) ? [[artifactOf(file), file]] : [])));
    const chosen = artifactId ?? [...templates.keys()].at(-1);
    const file = chosen === undefined ? undefined : templates.get(chosen);
    if (chosen === undefined || file === undefined) {
      throw validationException(
        `Provisioning artifact ${artifactId ?? `of ${productId}`} does not exist or access was denied`,
      );
    }
    return { artifactId: chosen, template: await readFile(join(directory, file), 'utf8') };
  }

  /** A folder of seed code beside a product's templates. Undefined when there is none of that name. */
  async seedDirectory(productId: string, name: string): Promise<string | undefined> {
    const directory = await this.#directoryOf(productId);
    if (directory === undefined || !ID.test(name)) return undefined;
    const seed = join(directory, name);
    return (await isDirectory(seed)) ? seed : undefined;
  }

  async #directoryOf(productId: string): Promise<string | undefined> {
    if (!ID.test(productId)) return undefined;
    for (const directory of this.#directories) {
      const path = join(directory, productId);
      if (await isDirectory(path)) return path;
    }
    return undefined;
  }
}

function artifactOf(file: string): string | undefined {
  const format = FORMATS.find((ending) => file.endsWith(ending));
  const artifactId = format && file.slice(0, -format.length);
  return artifactId !== undefined && ID.test(artifactId) ? artifactId : undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
