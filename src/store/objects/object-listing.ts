import { afterPrefix } from '../../base/text-ranges.ts';
import type { IndexedObject, KeyRange } from './object-index.ts';

/** Where a page begins: after a key, or at the first key that is not below a prefix any more. */
export type PageStart = { readonly after: string } | { readonly from: string };

export interface PageQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Empty: every key is listed. */
  readonly delimiter: string;
  readonly start?: PageStart | undefined;
  /** Of keys and common prefixes together. */
  readonly limit: number;
}

export interface ListedPage {
  readonly objects: readonly IndexedObject[];
  readonly commonPrefixes: readonly string[];
  /** Present when there is more. */
  readonly next?: {
    readonly start: PageStart;
    /** The last key or common prefix of this page. */
    readonly lastName: string;
  };
}

type ReadRange = (range: KeyRange) => Promise<IndexedObject[]>;

const BATCH_MIN = 16;
const BATCH_MAX = 1001;

/**
 * Lists one page. Keys below a common prefix are passed over by a jump in the index, so that a page costs what it shows
 * and not what lies below its prefixes.
 */
export async function listPage(read: ReadRange, query: PageQuery): Promise<ListedPage> {
  if (query.limit === 0) return { objects: [], commonPrefixes: [] };
  const objects: IndexedObject[] = [];
  const commonPrefixes: string[] = [];
  let start: PageStart | undefined = query.start;
  let lastName = '';
  const isFull = () => objects.length + commonPrefixes.length === query.limit;
  for await (const entry of entriesOf(read, query)) {
    if (isFull() && start) return { objects, commonPrefixes, next: { start, lastName } };
    if (typeof entry === 'string') {
      commonPrefixes.push(entry);
      lastName = entry;
      start = startAfterPrefix(entry);
    } else {
      objects.push(entry);
      lastName = entry.key;
      start = { after: entry.key };
    }
  }
  return { objects, commonPrefixes };
}

/** Keys and common prefixes in order. */
async function* entriesOf(read: ReadRange, query: PageQuery): AsyncGenerator<IndexedObject | string> {
  const { bucket, prefix, delimiter } = query;
  let start: PageStart | undefined = query.start;
  let batchSize = Math.min(query.limit + 1, BATCH_MAX);
  for (;;) {
    const batch = await read({ bucket, prefix, limit: batchSize, ...start });
    let passed: string | undefined;
    let shown = 0;
    for (const object of batch) {
      if (passed !== undefined && object.key.startsWith(passed)) continue;
      passed = commonPrefixOf(object.key, prefix, delimiter);
      start = passed === undefined ? { after: object.key } : startAfterPrefix(passed);
      shown++;
      yield passed ?? object;
    }
    if (batch.length < batchSize || !start) return;
    // Few shown of many read: the prefixes are crowded, and jumping beats reading on.
    batchSize = shown * 4 < batch.length ? Math.max(BATCH_MIN, batchSize >> 2) : Math.min(BATCH_MAX, batchSize * 4);
  }
}

/** The part of a key up to the first delimiter after the prefix, if there is one. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** Undefined when no key can come after those below the prefix. */
export function startAfterPrefix(prefix: string): PageStart | undefined {
  const from = afterPrefix(prefix);
  return from === undefined ? undefined : { from };
}
