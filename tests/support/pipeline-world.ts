import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type {
  DescribePipelineExecutionResponse,
  PipelineExecutionStep,
  SageMakerOperations,
} from '../../src/api/generated/sagemaker-types.ts';
import type { RoleAuthority } from '../../src/api/identity.ts';
import type { OperationContext } from '../../src/api/operation.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { systemClock } from '../../src/base/clock.ts';
import { newUuid, randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { WorkScheduler } from '../../src/engine/work.ts';
import type { ImageResolver } from '../../src/runners/image-resolver.ts';
import { experimentsDomain } from '../../src/services/experiments/index.ts';
import { lineageRecorder } from '../../src/services/lineage/index.ts';
import { modelsDomain } from '../../src/services/models/index.ts';
import { pipelinesDomain } from '../../src/services/pipelines/index.ts';
import { registryDomain } from '../../src/services/registry/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, REGION } from './callers.ts';
import { HeldJobs } from './held-jobs.ts';
import { Life, mortalStore } from './mortal-store.ts';

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/pipeline`;

/** Roles that may all be passed; acting as one is acting as an assumed role. */
const anyRoles: RoleAuthority = {
  checkPassRole: async () => {},
  checkS3: async () => {},
  hostToken: () => 'no job runs here',
  roleContext: (roleArn, sessionName, scope) => ({
    ...callContext(),
    account: scope.account,
    region: scope.region,
    principal: {
      kind: 'assumed-role',
      arn: `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${sessionName}`,
      account: scope.account,
      principalId: `AROA:${sessionName}`,
    },
  }),
};

/** Every image can be run, none is. */
const images: ImageResolver = {
  resolve: (image) => ({ name: 'any', image }),
  explainUnresolved: (image) => `${image} cannot be run`,
  prepare: () => Promise.reject(new Error('no job runs here')),
};

export type PipelineWorld = Awaited<ReturnType<typeof openPipelineWorld>>;

/** The pipelines domain on a real store, engine, registry, models and objects; only training and processing are held. */
export async function openPipelineWorld(store: SqlStore) {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-pipelines-'));
  const objects = await openObjectStore({ store, dataDir, clock: systemClock, logger: silentLogger });
  const { bucket } = await objects.buckets.create(`bucket-${randomLowerId(8)}`, { account: ACCOUNT, region: REGION });
  const tokens = new PageTokens(new Uint8Array(32));
  const roles: RoleAuthority = {
    ...anyRoles,
    checkS3: async (action, resource, context) => world.onS3(action, resource, context),
  };
  const registry = new OperationRegistry();
  const invoker = registry.invoker('sagemaker');
  const nodeId = newUuid();
  const shared = { objects, roles, tokens, clock: systemClock, logger: silentLogger };

  /** A server's worth of engine and controllers. What it calls once it is killed does not happen. */
  async function live() {
    const life = new Life();
    const own = mortalStore(store, life);
    const engine = createEngine({ store: own, clock: systemClock, logger: silentLogger, nodeId });
    const mortalInvoker: typeof invoker = {
      invoke: async (...call) => {
        life.check();
        const output = await invoker.invoke(...call);
        world.onInvoked(call[0]);
        life.check();
        return output;
      },
    };
    const domain = pipelinesDomain({ ...shared, store: own, scheduler: engine.scheduler, invoker: mortalInvoker });
    for (const controller of domain.controllers) engine.register(controller);
    await engine.start();
    return { life, engine };
  }

  /**
   * `onInvoked` is told of every call of a controller once it has been made: the moment for a crash. `onS3` is asked
   * whether somebody may touch an object, and throws when not.
   */
  const world = {
    onInvoked: (_operation: string): void => {},
    onS3: (_action: string, _resource: string, _context: OperationContext): void => {},
  };
  let current = await live();
  // What clients call stays; the engine is another after every restart.
  const scheduler: WorkScheduler = {
    schedule: (...call) => current.engine.scheduler.schedule(...call),
    subscribe: (...call) => current.engine.scheduler.subscribe(...call),
    publish: (...call) => current.engine.scheduler.publish(...call),
    wake: (...call) => current.engine.scheduler.wake(...call),
  };
  const jobs = new HeldJobs((arn) => store.transaction((tx) => scheduler.publish(tx, arn)));
  const pipelines = pipelinesDomain({ ...shared, store, scheduler, invoker });
  registry
    .add('sagemaker', pipelines.handlers)
    .add('sagemaker', jobs.handlers)
    .add('sagemaker', registryDomain({ ...shared, store, lineage: lineageRecorder({ ...shared, store }) }).handlers)
    .add('sagemaker', modelsDomain({ store, tokens, clock: systemClock, roles, objects, images }).handlers)
    .add('sagemaker', experimentsDomain({ ...shared, store }).handlers)
    .add('sagemaker', tagHandlers(store, tokens));

  const call = <Name extends keyof SageMakerOperations & string>(
    name: Name,
    input: SageMakerOperations[Name]['input'],
  ): Promise<SageMakerOperations[Name]['output']> => invoker.invoke(name, input, callContext());

  return Object.assign(world, {
    call,
    jobs,
    objects,
    bucket: bucket.name,
    scheduler,
    stopEngine: () => current.engine.stop(),
    /** Nothing that this life has not committed will be. Works also from inside a call that it makes. */
    kill(): void {
      current.life.end();
    },
    /** The next life of the server over the same rows. */
    async restart(): Promise<void> {
      await current.engine.stop();
      current = await live();
    },
    async close(): Promise<void> {
      await current.engine.stop();
      await objects.close();
      rmSync(dataDir, { recursive: true, force: true });
    },

    /** Creates a pipeline of these members of a definition; gives its name. */
    async create(definition: Record<string, unknown>, members: Record<string, unknown> = {}): Promise<string> {
      const name = `Pipe-${randomLowerId(10)}`;
      await call('CreatePipeline', {
        PipelineName: name,
        PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Metadata: {}, Parameters: [], ...definition }),
        RoleArn: ROLE,
        ClientRequestToken: newUuid(),
        ...members,
      });
      return name;
    },
    async startExecution(name: string, members: Record<string, unknown> = {}): Promise<string> {
      const started = await call('StartPipelineExecution', {
        PipelineName: name,
        ClientRequestToken: newUuid(),
        ...members,
      });
      return started.PipelineExecutionArn ?? '';
    },
    stopExecution: (arn: string) =>
      call('StopPipelineExecution', { PipelineExecutionArn: arn, ClientRequestToken: newUuid() }),
    /** Waits for the end of an execution. */
    ended: (arn: string): Promise<DescribePipelineExecutionResponse> =>
      vi.waitFor(
        async () => {
          const execution = await call('DescribePipelineExecution', { PipelineExecutionArn: arn });
          if (['Executing', 'Stopping'].includes(execution.PipelineExecutionStatus ?? ''))
            throw new Error('still runs');
          return execution;
        },
        { timeout: 20_000, interval: 5 },
      ),
    /** The steps that have begun, by name. */
    async steps(arn: string): Promise<Record<string, PipelineExecutionStep>> {
      const { PipelineExecutionSteps: steps = [] } = await call('ListPipelineExecutionSteps', {
        PipelineExecutionArn: arn,
      });
      return Object.fromEntries(steps.map((step) => [step.StepName, step]));
    },
  });
}
