import type { SageMakerOperations } from '../../../api/generated/sagemaker-types.ts';
import type { RoleAuthority } from '../../../api/identity.ts';
import type { Invoker } from '../../../api/operation.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import type { WorkScheduler } from '../../../engine/work.ts';
import type { ObjectStore } from '../../../store/objects/object-store.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { Listeners } from '../../job-news.ts';

/** What executions are run with. */
export interface ExecutionParts extends Listeners {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly invoker: Invoker<SageMakerOperations>;
  readonly objects: ObjectStore;
  readonly roles: RoleAuthority;
  readonly clock: Clock;
  readonly logger: Logger;
}
