import type { OperationContext } from '../../api/operation.ts';
import { invalidParameter } from './queue-errors.ts';
import { queueUrl } from './queue-names.ts';
import { listQueueNames, type QueueQuery } from './queue-store.ts';
import type { SqsDeps } from './sqs-deps.ts';

const PAGE_MAX = 1000;

export interface QueuePage {
  readonly urls: string[];
  readonly nextToken?: string;
}

/** A page of queues by name. Without MaxResults there is one page of at most a thousand, and never a token. */
export async function queuePage(
  { store, tokens }: SqsDeps,
  context: OperationContext,
  operation: string,
  input: { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined },
  filter: Pick<QueueQuery, 'prefix' | 'deadLetterArn'>,
): Promise<QueuePage> {
  const { MaxResults: asked, NextToken } = input;
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1 || asked > PAGE_MAX)) {
    throw invalidParameter(
      `Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and ${PAGE_MAX}.`,
    );
  }
  const limit = asked ?? PAGE_MAX;
  const paged = { operation, context, filter };
  const [after = ''] = tokens.open(NextToken, paged);
  const found = await listQueueNames(store, context, { ...filter, after: String(after), limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const isMore = asked !== undefined && found.length > limit && last !== undefined;
  return {
    urls: page.map((name) => queueUrl(context.endpoint, context.account, name)),
    ...(isMore ? { nextToken: tokens.seal([last], paged) } : {}),
  };
}
