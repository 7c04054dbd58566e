import type { Scope } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

/** Something that has changed, as SageMaker tells EventBridge of it. */
export interface ChangeEvent {
  /** For example `SageMaker Training Job State Change`. */
  readonly detailType: string;
  /** ARNs of what the event is about. */
  readonly resources: readonly string[];
  /** Members that are undefined are left out. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What domains tell of their changes. */
export interface EventRecorder {
  /** Writes the event down in the transaction that makes the change: both are there afterwards, or neither. */
  record(tx: SqlTransaction, scope: Scope, event: ChangeEvent): Promise<void>;
}

/** The tags of a thing as events show them. */
export function tagMap(tags: readonly { readonly Key: string; readonly Value: string }[] | undefined): JsonObject {
  return Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

/** Epoch seconds, as the API has them, in milliseconds, as most events have them. */
export function eventMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}

/** A time as the other events write it: `2021-03-15T16:10:11Z`. */
export function eventTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
