import type { ResourceAccess } from '../../api/identity.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { Listeners } from '../job-news.ts';
import type { LineageRecorder } from '../lineage/index.ts';

/** What the registry is built from. */
export interface RegistryDeps extends Listeners {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly lineage: LineageRecorder;
  /** Asked about what other accounts share. Without it, they share nothing. */
  readonly access?: ResourceAccess;
  /** Told of decisions on versions, under their group's ARN in lower case. */
  readonly scheduler?: Pick<WorkScheduler, 'publish'>;
}
