import type { RoleAuthority } from '../../api/identity.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { LogWriter } from '../../jobs/log-writer.ts';
import type { HostRunner } from '../../runners/host-runner.ts';
import type { ImageResolver } from '../../runners/image-resolver.ts';
import type { ObjectStore } from '../../store/objects/object-store.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { LineageRecorder } from '../lineage/index.ts';

/** What the endpoints domain is built from. */
export interface EndpointsDeps {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly objects: ObjectStore;
  readonly runner: HostRunner;
  readonly images: ImageResolver;
  readonly roles: RoleAuthority;
  readonly logs: LogWriter;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly lineage: LineageRecorder;
  readonly logger: Logger;
  /** Absolute. Endpoints live below `<dataDir>/endpoints`. */
  readonly dataDir: string;
  /** The server's URL as hosts reach it. */
  readonly endpoint: () => string;
  /** Times that a test may want shorter. */
  readonly times?: Partial<EndpointTimes>;
}

export interface EndpointTimes {
  /** From the first start to the first good ping, where the variant says nothing else. */
  readonly startupTimeoutMs: number;
  /** Between two looks at an endpoint that is well. */
  readonly healthIntervalMs: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceMs: number;
  /** The same when the server ends, which must not take long. */
  readonly endGraceMs: number;
  /** For the answer to an invocation. */
  readonly invocationTimeoutMs: number;
}

/** As the developer guide gives them for containers of real-time endpoints, but for `endGraceMs`, which is ours. */
const TIMES: EndpointTimes = {
  startupTimeoutMs: 240_000,
  healthIntervalMs: 10_000,
  stopGraceMs: 30_000,
  endGraceMs: 3000,
  invocationTimeoutMs: 60_000,
};

export function timesOf(deps: EndpointsDeps): EndpointTimes {
  return { ...TIMES, ...deps.times };
}
