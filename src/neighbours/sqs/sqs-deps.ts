import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { OrderKeys } from '../../base/order-keys.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { Receivers } from './receivers.ts';

/** What the operations of SQS are built from. */
export interface SqsDeps {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly scheduler: WorkScheduler;
  readonly tokens: PageTokens;
  readonly receivers: Receivers;
  readonly orderKeys: OrderKeys;
}
