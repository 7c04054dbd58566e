import { invalidArgument } from '../../store/objects/s3-errors.ts';

/** What an answer calls the people of an account; S3 shows a canonical id that nobody but S3 knows. */
export const ownerOf = (account: string) => ({ ID: account });

/** Writes names as the request asked: keys may hold what XML can't, so that clients ask for percent-encoding. */
export type NameWriter = (name: string) => string;

/** The writer of an `encoding-type`. Slashes stay, as S3 leaves them. */
export function nameWriter(encodingType: string | undefined): NameWriter {
  if (encodingType === undefined) return (name) => name;
  if (encodingType !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType);
  return (name) =>
    encodeURIComponent(name)
      .replaceAll('%2F', '/')
      .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A page's size: at most `max`, which is also what no size means. Throws InvalidArgument for a negative one. */
export function pageSize(requested: number | undefined, name: string, max = 1000): number {
  if (requested === undefined) return max;
  if (requested < 0 || requested > 2 ** 31 - 1) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(requested));
  }
  return Math.min(requested, max);
}

/** Empty members of a list request mean none. */
export const given = (text: string | undefined) => (text === '' ? undefined : text);
