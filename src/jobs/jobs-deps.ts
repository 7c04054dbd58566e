import type { RoleAuthority } from '../api/identity.ts';
import type { PageTokens } from '../api/page-tokens.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { WorkScheduler } from '../engine/work.ts';
import type { HostRunner } from '../runners/host-runner.ts';
import type { ImageResolver } from '../runners/image-resolver.ts';
import type { ObjectStore } from '../store/objects/object-store.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import type { LogWriter } from './log-writer.ts';
import type { MetricWriter } from './metric-writer.ts';

/** What the job domains are built from. */
export interface JobsDeps {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly objects: ObjectStore;
  readonly runner: HostRunner;
  readonly images: ImageResolver;
  readonly roles: RoleAuthority;
  readonly logs: LogWriter;
  /** Where the metrics of training jobs go, besides their description and trial component. */
  readonly metrics?: MetricWriter;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absolute. Jobs live below `<dataDir>/jobs`. */
  readonly dataDir: string;
  /** The server's URL as jobs reach it. */
  readonly endpoint: () => string;
  /** Time between SIGTERM and SIGKILL; 120 s, as SageMaker gives, unless a test is in a hurry. */
  readonly stopGraceMs?: number;
  /** Longest pause between attempts at a step that fails; 30 s, unless a test is in a hurry. */
  readonly pauseMsMax?: number;
}
