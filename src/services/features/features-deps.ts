import type { RoleAuthority } from '../../api/identity.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { ObjectStore } from '../../store/objects/object-store.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { FeatureLimits } from './feature-limits.ts';

/** What the features domain is built from. */
export interface FeaturesDeps {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly objects: ObjectStore;
  readonly roles: RoleAuthority;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  /** SageMaker's own quotas unless set. */
  readonly limits?: FeatureLimits;
  /** Feature definitions in one answer of DescribeFeatureGroup; 2,500 unless set. */
  readonly featuresPerPage?: number;
}
