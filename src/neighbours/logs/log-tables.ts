import type { Kysely } from 'kysely';

type GroupRow = { account: string; region: string; name: string; creation_ms: number };

export type StreamRow = {
  account: string;
  region: string;
  group_name: string;
  name: string;
  stream_id: string;
  creation_ms: number;
  first_event_ms: number | null;
  last_event_ms: number;
  last_ingestion_ms: number | null;
  stored_bytes: number;
  events: number;
  source_offset: number;
};

export type EventRow = {
  stream_id: string;
  seq: number;
  timestamp_ms: number;
  ingestion_ms: number;
  message: string;
};

type LogTables = { log_groups: GroupRow; log_streams: StreamRow; log_events: EventRow };

export const logTables = (db: Kysely<unknown>) => db.withTables<LogTables>();
