import { resourceLimitExceeded } from '../../api/errors.ts';
import type { ProductionVariant, VariantPropertyType } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { InvariantError } from '../../base/errors.ts';
import { randomLowerId } from '../../base/ids.ts';
import { findModel } from '../models/index.ts';
import { checkHostable } from './config-checks.ts';
import type { EndpointsDeps } from './endpoints-deps.ts';
import type { ConfigRecord, Fleet, FleetVariant } from './endpoints-store.ts';

/** Hosts of one endpoint; all of them run on this server's machines. */
const INSTANCES_MAX = 100;

/** Which properties of the variants that serve now go over to variants of the same name. */
export interface Retained {
  readonly fleet: Fleet;
  readonly excluded: ReadonlySet<VariantPropertyType>;
}

/**
 * Copies all that a deployment of the config needs: config and models may go afterwards. Throws ValidationException for
 * a model that is gone or can't be hosted, ResourceLimitExceeded for too many instances.
 */
export async function planFleet(
  { store, clock }: EndpointsDeps,
  config: ConfigRecord,
  scope: Scope,
  retained?: Retained,
): Promise<Fleet> {
  const variants: FleetVariant[] = [];
  for (const variant of config.document.request.ProductionVariants) {
    const model = await findModel(store, scope, variant.ModelName ?? '');
    checkHostable(model);
    const [container] = model.document.containers;
    if (!container) throw new InvariantError(`model ${model.arn} was found hostable without a container`);
    const { request, creator } = model.document;
    const roleArn = request.ExecutionRoleArn;
    const own = { ...ownProperties(variant), container, modelArn: model.arn, roleArn, creator };
    variants.push({ ...own, ...retainedProperties(variant, retained) });
  }
  checkSize(variants);
  return {
    deploymentId: randomLowerId(12),
    configName: config.name,
    createdMs: clock.nowMs(),
    variants,
    instances: [],
  };
}

function ownProperties(variant: ProductionVariant) {
  const timeoutSeconds = variant.ContainerStartupHealthCheckTimeoutInSeconds;
  return {
    name: variant.VariantName,
    instanceType: variant.InstanceType ?? '',
    instanceCount: variant.InitialInstanceCount ?? 1,
    weight: variant.InitialVariantWeight ?? 1,
    startupTimeoutMs: timeoutSeconds === undefined ? undefined : timeoutSeconds * 1000,
  };
}

function retainedProperties(variant: ProductionVariant, retained: Retained | undefined) {
  const serving = retained?.fleet.variants.find((one) => one.name === variant.VariantName);
  if (!serving || !retained) return {};
  return {
    ...(retained.excluded.has('DesiredWeight') ? {} : { weight: serving.weight }),
    ...(retained.excluded.has('DesiredInstanceCount') ? {} : { instanceCount: serving.instanceCount }),
  };
}

function checkSize(variants: readonly FleetVariant[]): void {
  const asked = variants.reduce((sum, variant) => sum + variant.instanceCount, 0);
  if (asked <= INSTANCES_MAX) return;
  throw resourceLimitExceeded(
    `The account-level service limit '${variants[0]?.instanceType} for endpoint usage' is ${INSTANCES_MAX} Instances, with current utilization of 0 Instances and a request delta of ${asked} Instances. Please contact AWS support to request an increase for this limit.`,
  );
}
