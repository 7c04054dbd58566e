import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import { InvariantError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import { LeasedClaims, SoleClaims } from './claims.ts';
import { DurableScheduler } from './durable-scheduler.ts';
import { Heartbeat } from './heartbeat.ts';
import { Lane } from './lane.ts';
import type { LookParts } from './look.ts';
import { wakeSleepers } from './next-wake.ts';
import { NodeSignals } from './node-signals.ts';
import type { Controller, WorkScheduler } from './work.ts';

export interface EngineOptions {
  readonly store: SqlStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The same in every life of this node, and different from all other nodes'. */
  readonly nodeId: string;
  /** Looks in progress at a time, for each kind of work. */
  readonly concurrency?: number;
  /** How long a node that died keeps its work from the others. */
  readonly leaseMs?: number;
  /** Longest time between two questions to the database about what is due. */
  readonly pollMs?: number;
}

/** Runs controllers over the durable rows. See README.md. */
export interface Engine {
  readonly scheduler: WorkScheduler;
  /** Before `start`. */
  register(controller: Controller): void;
  start(): Promise<void>;
  /** Ends the looks in progress and waits for them, but not for ever: the rest goes on in the next life. */
  stop(): Promise<void>;
}

const CONCURRENCY = 32;
const LEASE_MS = 30_000;
/** Backstop for signals that got lost between nodes. */
const POLL_SHARED_MS = 1000;
/** Where there is nobody else, only a clock that was set needs it. */
const POLL_SOLE_MS = 60_000;
const STOP_GRACE_MS = 10_000;

export function createEngine(options: EngineOptions): Engine {
  const { store, clock, logger, nodeId, concurrency = CONCURRENCY, leaseMs = LEASE_MS } = options;
  const shared = store.dialect === 'postgres';
  const limits = { concurrency, pollMs: options.pollMs ?? (shared ? POLL_SHARED_MS : POLL_SOLE_MS) };
  const claims = shared ? new LeasedClaims(store, nodeId, leaseMs) : new SoleClaims(store);
  const lanes = new Map<string, Lane>();
  const nodes = new NodeSignals(store, logger);
  const scheduler = new DurableScheduler(store, clock, (kind, atMs) => {
    const lane = lanes.get(kind);
    lane?.dueAt(atMs);
    if (!lane?.hasRoom && atMs <= clock.nowMs()) nodes.tell(kind);
  });
  const parts: LookParts = { store, clock, logger, claims, scheduler };
  const heartbeat = new Heartbeat(() => [...lanes.values()], { claims, clock, logger, leaseMs });

  return {
    scheduler,
    register(controller) {
      if (lanes.has(controller.kind)) throw new InvariantError(`two controllers of kind ${controller.kind}`);
      lanes.set(controller.kind, new Lane(parts, controller, limits));
    },
    async start() {
      await claims.freeFormerLife();
      for (const kind of lanes.keys()) await wakeSleepers(store, kind, clock.nowMs());
      await nodes.start((kind) => {
        for (const [laneKind, lane] of lanes) if (kind === '' || kind === laneKind) lane.poke();
      });
      if (shared) heartbeat.start();
      for (const lane of lanes.values()) lane.start();
    },
    async stop() {
      const stopped = Promise.all([...lanes.values()].map((lane) => lane.stop())).then(() => true);
      const late = new AbortController();
      const tooLate = pause(STOP_GRACE_MS, false, { signal: late.signal }).catch(() => false);
      const inTime = await Promise.race([stopped, tooLate]);
      late.abort();
      if (!inTime) logger.warn({}, 'some looks did not end when told to; the next start repeats them');
      heartbeat.stop();
      await nodes.stop();
    },
  };
}
