import { sql } from 'kysely';
import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  QueueAttributeName,
} from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { allAttributes } from '../queue-attributes.ts';
import { nameOfUrl } from '../queue-names.ts';
import { goneUntilMs, type Queue, requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

const COUNTED: readonly QueueAttributeName[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
];

/** The attributes that were asked for; none without names. Messages are counted only when somebody wants to know. */
export function getQueueAttributes({
  store,
  clock,
}: SqsDeps): Operation<GetQueueAttributesRequest, GetQueueAttributesResult> {
  return async (input, context) => {
    const queue = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    const asked = input.AttributeNames ?? [];
    const wants = (name: QueueAttributeName) => asked.includes('All') || asked.includes(name);
    const counts = COUNTED.some(wants) ? await countMessages(store, queue, clock.nowMs()) : {};
    const all: Record<string, string> = {
      ...allAttributes(queue.attributes, queue.isFifo),
      ...counts,
      QueueArn: queue.arn,
      CreatedTimestamp: inSeconds(queue.creationMs),
      LastModifiedTimestamp: inSeconds(queue.modifiedMs),
    };
    const shown = Object.entries(all).filter(([name]) => wants(name as QueueAttributeName));
    return shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {};
  };
}

const inSeconds = (ms: number) => String(Math.floor(ms / 1000));

/**
 * Messages that can be received, that somebody holds, and that were sent with a delay that is not over. A queue may be
 * long: what can be received is counted by the index alone, less the few rows that are gone and not deleted yet.
 */
async function countMessages(store: SqlStore, queue: Queue, nowMs: number): Promise<Record<string, string>> {
  const { queueId } = queue;
  const goneMs = goneUntilMs(queue, nowMs);
  const all = await sql<{ total: number }>`
    select count(*) as total from sqs_messages where queue_id = ${queueId} and visible_ms <= ${nowMs}`.execute(
    store.reader,
  );
  const gone = await sql<{ total: number }>`
    select count(*) as total from sqs_messages
    where queue_id = ${queueId} and sent_ms <= ${goneMs} and visible_ms <= ${nowMs}`.execute(store.reader);
  const away = await sql<{ held: number; delayed: number }>`
    select count(receipt) as held, count(*) - count(receipt) as delayed from sqs_messages
    where queue_id = ${queueId} and visible_ms > ${nowMs} and sent_ms > ${goneMs}`.execute(store.reader);
  return {
    ApproximateNumberOfMessages: String((all.rows[0]?.total ?? 0) - (gone.rows[0]?.total ?? 0)),
    ApproximateNumberOfMessagesNotVisible: String(away.rows[0]?.held ?? 0),
    ApproximateNumberOfMessagesDelayed: String(away.rows[0]?.delayed ?? 0),
  };
}
