import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';

/** What the algorithms domain is built from. */
export interface AlgorithmsDeps {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
}
