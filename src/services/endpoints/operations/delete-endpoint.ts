import type { DeleteEndpointInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { endpointArn, endpointInProgress, noSuchEndpoint, workOf } from '../endpoint-names.ts';
import { tellOfEndpoint } from '../endpoint-news.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { type EndpointRecord, endpointTable } from '../endpoints-store.ts';
import { retire } from '../rollout/step.ts';
import type { RouteTable } from '../routing/route-table.ts';
import { ENDPOINT_STATES } from '../states.ts';

/** Stops serving at once; the controller ends the hosts, and then the endpoint is gone. */
export function deleteEndpoint(
  deps: EndpointsDeps,
  routes: RouteTable,
): Operation<DeleteEndpointInput, Record<never, never>> {
  const { store, scheduler, clock } = deps;
  return async (input, context) => {
    const arn = endpointArn(context, input.EndpointName);
    await store.transaction(async (tx) => {
      const endpoint = await endpointTable.findForUpdate(store, tx, context, input.EndpointName);
      if (!endpoint) throw noSuchEndpoint(arn);
      if (ENDPOINT_STATES[endpoint.status].inProgress) throw endpointInProgress(arn);
      const nowMs = clock.nowMs();
      const { current, retired } = endpoint.document;
      const deleting: EndpointRecord = {
        ...endpoint,
        status: 'Deleting',
        modifiedMs: nowMs,
        document: {
          ...endpoint.document,
          current: undefined,
          // Fleets of earlier updates need not wait for their time any longer.
          retired: [
            ...retired.map((fleet) => ({ ...fleet, stopAtMs: Math.min(fleet.stopAtMs, nowMs) })),
            ...(current ? [retire(current, nowMs)] : []),
          ],
        },
      };
      await endpointTable.update(tx, deleting);
      await tellOfEndpoint(deps, tx, deleting);
      await scheduler.schedule(tx, workOf(endpoint));
      tx.afterCommit(() => routes.forget(endpoint));
    });
    return {};
  };
}
