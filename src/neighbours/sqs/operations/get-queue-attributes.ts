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

/** Messages that can be received, that somebody holds, and that were sent with a delay that is not over. */
async function countMessages(store: SqlStore, queue: Queue, nowMs: number): Promise<Record<string, string>> {
  const { rows } = await sql<{ visible: number | null; held: number | null; delayed: number | null }>`
    select
      sum(case when visible_ms <= ${nowMs} then 1 else 0 end) as visible,
      sum(case when visible_ms > ${nowMs} and receipt is not null then 1 else 0 end) as held,
      sum(case when visible_ms > ${nowMs} and receipt is null then 1 else 0 end) as delayed
    from sqs_messages
    where queue_id = ${queue.queueId} and sent_ms > ${goneUntilMs(queue, nowMs)}`.execute(store.reader);
  const [row] = rows;
  return {
    ApproximateNumberOfMessages: String(row?.visible ?? 0),
    ApproximateNumberOfMessagesNotVisible: String(row?.held ?? 0),
    ApproximateNumberOfMessagesDelayed: String(row?.delayed ?? 0),
  };
}
