import type { PageTokens } from '../../api/page-tokens.ts';
import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';

/** What the experiments domain is built from. */
export interface ExperimentsDeps {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  /** Removes what lineage has joined to an experiment or a trial component that is being deleted. */
  removeEdges?(tx: SqlTransaction, scope: Scope, arn: string): Promise<void>;
}
