import { followLog, type LogFollower } from '../../jobs/log-follower.ts';
import { deploymentDirectory, instanceLog, logGroupOf, logStreamOf } from './endpoint-names.ts';
import type { EndpointsDeps } from './endpoints-deps.ts';
import type { EndpointRecord } from './endpoints-store.ts';

interface Followed {
  readonly variant: string;
  readonly instanceId: string;
}

/** Carries the output of every instance to its own log stream. One follower lasts over all restarts of the instance. */
export class EndpointLogs {
  readonly #deps: EndpointsDeps;
  readonly #followers = new Map<string, LogFollower>();

  constructor(deps: EndpointsDeps) {
    this.#deps = deps;
  }

  follow(record: EndpointRecord, deploymentId: string, instance: Followed): void {
    if (this.#followers.has(instance.instanceId)) return;
    const { logs, clock, logger, dataDir } = this.#deps;
    const follower = followLog({
      logs,
      clock,
      logger,
      scope: { account: record.account, region: record.region },
      group: logGroupOf(record.name),
      stream: logStreamOf(instance),
      path: instanceLog(deploymentDirectory(dataDir, record, deploymentId), instance.instanceId),
    });
    this.#followers.set(instance.instanceId, follower);
  }

  /** Stores the last lines of an instance that has ended, and follows it no longer. */
  async finish(record: EndpointRecord, deploymentId: string, instance: Followed): Promise<void> {
    this.follow(record, deploymentId, instance);
    const follower = this.#followers.get(instance.instanceId);
    await follower?.drain();
    await follower?.stop();
    this.#followers.delete(instance.instanceId);
  }

  /** Stores the last lines of all instances. Call it when their hosts have ended: the last line may lack its end. */
  async drain(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.drain()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#followers.values()].map((follower) => follower.stop()));
    this.#followers.clear();
  }
}
