import { ServiceError } from '../../base/errors.ts';

/** One receive of one message. */
export interface Receipt {
  readonly queueId: string;
  readonly messageId: string;
  /** Drawn anew at each receive: a handle of an earlier one deletes nothing. */
  readonly secret: string;
}

export function sealReceipt({ queueId, messageId, secret }: Receipt): string {
  return Buffer.from(`${queueId} ${messageId} ${secret}`).toString('base64');
}

/** Throws ReceiptHandleIsInvalid for a handle of another queue or for any other text. */
export function openReceipt(handle: string, queueId: string): Receipt {
  const [owner, messageId, secret, ...rest] = Buffer.from(handle, 'base64').toString().split(' ');
  if (owner !== queueId || messageId === undefined || secret === undefined || rest.length > 0) {
    const sentence = `The input receipt handle "${handle.slice(0, 256)}" is not a valid receipt handle.`;
    throw new ServiceError('ReceiptHandleIsInvalid', sentence);
  }
  return { queueId, messageId, secret };
}
