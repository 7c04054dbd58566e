import type { Scope } from '../../../base/arn.ts';

/** Where git finds a repository. The region is left out of the URL where it is the server's own. */
export function cloneUrl(endpoint: string, ownRegion: string, repository: Scope & { readonly name: string }): string {
  const region = repository.region === ownRegion ? '' : `${repository.region}/`;
  return `${endpoint}/v1/repos/${region}${repository.name}`;
}

/** What a path of git's smart HTTP names. */
export interface RepositoryPath {
  /** Undefined for the server's own. */
  readonly region: string | undefined;
  readonly name: string;
  readonly service: 'info/refs' | 'git-upload-pack' | 'git-receive-pack';
}

const PATH =
  /^\/v1\/repos\/(?:([a-z]{2}(?:-[a-z]+)+-\d)\/)?([\w.-]{1,104})\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Undefined for a path that is not git's. Clients may put `.git` behind the name. */
export function parseRepositoryPath(rawPath: string): RepositoryPath | undefined {
  const [, region, name = '', service] = PATH.exec(rawPath) ?? [];
  if (service === undefined) return undefined;
  return { region, name: name.replace(/\.git$/, ''), service: service as RepositoryPath['service'] };
}
