import type { BatchResultErrorEntry } from '../../api/generated/sqs-types.ts';
import { ServiceError } from '../../base/errors.ts';

const ENTRIES_MAX = 10;
const ENTRY_ID = /^[\w-]{1,80}$/;

/** Throws for a batch that cannot be taken as a whole. `entryName` is the shape of its entries. */
export function checkBatch(entries: readonly { readonly Id: string }[], entryName: string): void {
  const refuse = (code: string, sentence: string) => new ServiceError(code, sentence);
  if (entries.length === 0) {
    throw refuse('EmptyBatchRequest', `There should be at least one ${entryName} in the request.`);
  }
  if (entries.length > ENTRIES_MAX) {
    const sentence = `Maximum number of entries per request are ${ENTRIES_MAX}. You have sent ${entries.length}.`;
    throw refuse('TooManyEntriesInBatchRequest', sentence);
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!ENTRY_ID.test(Id)) {
      throw refuse(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(Id)) throw refuse('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}

/** The errors that entries of a batch are told by their codes on the query wire, as botocore's users know them. */
const ENTRY_CODES: Readonly<Record<string, string>> = {
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** An entry that failed alone. Throws what was not the entry's fault. */
export function failedEntry(id: string, error: unknown): BatchResultErrorEntry {
  if (!(error instanceof ServiceError) || error.status >= 500) throw error;
  return { Id: id, SenderFault: true, Code: ENTRY_CODES[error.code] ?? error.code, Message: error.message };
}
