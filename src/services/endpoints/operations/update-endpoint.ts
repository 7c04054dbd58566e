import { validationException } from '../../../api/errors.ts';
import type { UpdateEndpointInput, UpdateEndpointOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { checkDeploymentConfig } from '../config-checks.ts';
import { endpointArn, endpointInProgress, noSuchEndpoint, workOf } from '../endpoint-names.ts';
import { tellOfEndpoint } from '../endpoint-news.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { type EndpointRecord, endpointTable } from '../endpoints-store.ts';
import { findConfig } from '../find-config.ts';
import { planFleet, type Retained } from '../plan-fleet.ts';
import { ENDPOINT_STATES } from '../states.ts';

/** Brings up a fleet of another config beside the one that serves, which goes when the new one answers. */
export function updateEndpoint(deps: EndpointsDeps): Operation<UpdateEndpointInput, UpdateEndpointOutput> {
  const { store, scheduler, clock } = deps;
  return async (input, context) => {
    checkDeploymentConfig(input.DeploymentConfig);
    const seen = await endpointTable.find(store, context, input.EndpointName);
    checkUpdatable(seen, context, input.EndpointName);
    // The service can't update an endpoint whose present config was deleted.
    await findConfig(store, context, seen.document.configName);
    const config = await findConfig(store, context, input.EndpointConfigName);
    const pending = await planFleet(deps, config, context, retainedOf(input, seen));
    await store.transaction(async (tx) => {
      const endpoint = await endpointTable.findForUpdate(store, tx, context, input.EndpointName);
      checkUpdatable(endpoint, context, input.EndpointName);
      const lastDeploymentConfig =
        input.DeploymentConfig ?? (input.RetainDeploymentConfig ? endpoint.document.lastDeploymentConfig : undefined);
      const updating: EndpointRecord = {
        ...endpoint,
        status: 'Updating',
        modifiedMs: clock.nowMs(),
        document: { ...endpoint.document, pending, failureReason: undefined, lastDeploymentConfig },
      };
      await endpointTable.update(tx, updating);
      await tellOfEndpoint(deps, tx, updating);
      await scheduler.schedule(tx, workOf(endpoint));
    });
    return { EndpointArn: seen.arn };
  };
}

function checkUpdatable(
  endpoint: EndpointRecord | undefined,
  context: OperationContext,
  name: string,
): asserts endpoint is EndpointRecord {
  const arn = endpointArn(context, name);
  if (!endpoint) throw noSuchEndpoint(arn);
  if (ENDPOINT_STATES[endpoint.status].inProgress) throw endpointInProgress(arn);
  if (endpoint.status === 'Failed') {
    throw validationException(`Cannot update endpoint "${arn}" with status Failed: it can only be deleted.`);
  }
}

function retainedOf(input: UpdateEndpointInput, { document }: EndpointRecord): Retained | undefined {
  if (!input.RetainAllVariantProperties || !document.current) return undefined;
  const excluded = (input.ExcludeRetainedVariantProperties ?? []).map((property) => property.VariantPropertyType);
  return { fleet: document.current, excluded: new Set(excluded) };
}
