import type { SageMakerRuntimeOperations } from '../../api/generated/sagemaker-runtime-types.ts';
import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Controller } from '../../engine/work.ts';
import { EndpointController } from './endpoint-controller.ts';
import { EndpointLogs } from './endpoint-logs.ts';
import { ENDPOINT_KIND } from './endpoint-names.ts';
import { type EndpointsDeps, timesOf } from './endpoints-deps.ts';
import { endpointArns } from './endpoints-store.ts';
import { createEndpoint } from './operations/create-endpoint.ts';
import { createEndpointConfig } from './operations/create-endpoint-config.ts';
import { deleteEndpoint } from './operations/delete-endpoint.ts';
import { deleteEndpointConfig } from './operations/delete-endpoint-config.ts';
import { describeEndpoint } from './operations/describe-endpoint.ts';
import { describeEndpointConfig } from './operations/describe-endpoint-config.ts';
import { invokeEndpoint } from './operations/invoke-endpoint.ts';
import { listEndpointConfigs } from './operations/list-endpoint-configs.ts';
import { listEndpoints } from './operations/list-endpoints.ts';
import { updateEndpoint } from './operations/update-endpoint.ts';
import { stopHosts } from './rollout/stop-hosts.ts';
import { ContainerClient } from './routing/container-client.ts';
import { RouteTable } from './routing/route-table.ts';

export type { EndpointsDeps, EndpointTimes } from './endpoints-deps.ts';

export interface EndpointsDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly runtimeHandlers: Handlers<SageMakerRuntimeOperations>;
  readonly controllers: readonly Controller[];
  /** After the engine's start: takes up hosts that lived on while the server was down, without waiting for their time. */
  resume(): Promise<void>;
  /**
   * At a clean end of the server, after the engine's stop: ends the hosts that run on this node, within seconds. Gives
   * the number of endpoints that the next start brings up again.
   */
  stopHosts(): Promise<number>;
  /** Last of all. Hosts that were not stopped run on, and the next start adopts them. */
  close(): Promise<void>;
}

export function endpointsDomain(deps: EndpointsDeps): EndpointsDomain {
  const { store, scheduler, clock } = deps;
  const routes = new RouteTable(store, clock);
  const containers = new ContainerClient(timesOf(deps).invocationTimeoutMs);
  const logs = new EndpointLogs(deps);
  const controller = new EndpointController(deps, logs, routes);
  return {
    handlers: {
      CreateEndpoint: createEndpoint(deps),
      CreateEndpointConfig: createEndpointConfig(deps),
      DeleteEndpoint: deleteEndpoint(deps, routes),
      DeleteEndpointConfig: deleteEndpointConfig(deps),
      DescribeEndpoint: describeEndpoint(deps),
      DescribeEndpointConfig: describeEndpointConfig(deps),
      ListEndpointConfigs: listEndpointConfigs(deps),
      ListEndpoints: listEndpoints(deps),
      UpdateEndpoint: updateEndpoint(deps),
    },
    runtimeHandlers: { InvokeEndpoint: invokeEndpoint({ routes, containers, scheduler }) },
    controllers: [controller],
    async resume() {
      for (const key of await endpointArns(store)) await scheduler.wake({ kind: ENDPOINT_KIND, key });
    },
    async stopHosts() {
      controller.close();
      return stopHosts(deps, logs);
    },
    async close() {
      controller.close();
      containers.close();
      await logs.close();
    },
  };
}
