import type { Authorise, CredentialSource, ResourceAccess, RoleAuthority } from '../../api/identity.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { LogWriter } from '../../jobs/log-writer.ts';
import type { ObjectStore } from '../../store/objects/object-store.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { Call } from './provisioning/project-call.ts';

/** What the projects domain is built from. */
export interface ProjectsDeps {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly objects: ObjectStore;
  readonly roles: RoleAuthority;
  readonly credentials: CredentialSource;
  /** What decides about calls that are made in somebody's name, and about what is no call: repositories and files. */
  readonly authorise: Authorise;
  readonly access: ResourceAccess;
  readonly logs: LogWriter;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absolute. Repositories lie in `<dataDir>/repositories`, products of the platform team in `<dataDir>/products`. */
  readonly dataDir: string;
  /** Absolute. The products that come with the server. */
  readonly productsDir: string;
  /** Where repositories are whose URL names no region. */
  readonly region: string;
  /** The server's URL as clients reach it. */
  readonly endpoint: () => string;
  /** Any operation of the server. */
  readonly call: Call;
}
