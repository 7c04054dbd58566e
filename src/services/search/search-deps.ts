import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { SearchLimits } from './query/find-page.ts';
import type { SageMaker } from './searched-types.ts';

/** What the search domain is built from. */
export interface SearchDeps {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Describes what is searched. */
  readonly sagemaker: SageMaker;
  /** Those of a large server, unless a test has few resources. */
  readonly limits?: SearchLimits;
}
