import type { JobsDeps } from '../../jobs/jobs-deps.ts';
import type { Listeners } from '../job-news.ts';
import type { LineageRecorder } from '../lineage/index.ts';

/** What the endpoints domain is built from: the parts that run hosts, as for jobs. Endpoints live below `<dataDir>/endpoints`. */
export interface EndpointsDeps extends Omit<JobsDeps, 'stopGraceMs'>, Listeners {
  readonly lineage: LineageRecorder;
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
