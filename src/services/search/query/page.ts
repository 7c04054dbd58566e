/** Where a page of results ends: the key of the property that it is sorted by, and the document. */
export interface Position {
  readonly sortKey: string;
  readonly documentNumber: number;
}

export interface FoundPage {
  /** Numbers of documents, in order. */
  readonly documents: readonly number[];
  /** Where the next page begins; undefined on the last one. */
  readonly end: Position | undefined;
}

/** What stands for the key of a document that lacks the property: such documents come last in either order. */
export const missingKey = (order: 'asc' | 'desc') => (order === 'asc' ? '~' : '');

/** A page of the rows found: one more than fit says that there is another page. */
export function pageOf(found: readonly Position[], limit: number): FoundPage {
  const page = found.slice(0, limit);
  return {
    documents: page.map(({ documentNumber }) => documentNumber),
    end: found.length > limit ? page.at(-1) : undefined,
  };
}
