import type { Kysely } from 'kysely';

export type QueueRow = {
  account: string;
  region: string;
  name: string;
  queue_id: string;
  is_fifo: number;
  creation_ms: number;
  modified_ms: number;
  attributes: string;
  tags: string;
  dead_letter_arn: string;
  purged_ms: number;
  last_order_key: number;
};

export type MessageRow = {
  queue_id: string;
  message_id: string;
  order_key: number;
  group_id: string;
  sent_ms: number;
  visible_ms: number;
  received_ms: number | null;
  first_received_ms: number | null;
  receives: number;
  receipt: string | null;
  body: string;
  details: string;
};

type DeduplicationRow = {
  queue_id: string;
  deduplication_key: string;
  message_id: string;
  order_key: number;
  expires_ms: number;
};

type QueueTables = { sqs_queues: QueueRow; sqs_messages: MessageRow; sqs_deduplication: DeduplicationRow };

export const queueTables = (db: Kysely<unknown>) => db.withTables<QueueTables>();
