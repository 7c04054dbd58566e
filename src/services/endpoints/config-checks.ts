import { validationException } from '../../api/errors.ts';
import type {
  CreateEndpointConfigInput,
  DeploymentConfig,
  ProductionVariant,
} from '../../api/generated/sagemaker-types.ts';
import type { ModelRecord } from '../models/index.ts';

const UNBUILT_CONFIG_MEMBERS = [
  'AsyncInferenceConfig',
  'CrossRegionTrafficConfig',
  'ExplainerConfig',
  'ShadowProductionVariants',
] as const;

const UNBUILT_VARIANT_MEMBERS = [
  'AcceleratorType',
  'CapacityReservationConfig',
  'InstancePools',
  'ManagedInstanceScaling',
  'ServerlessConfig',
] as const;

/** Refuses what would make an endpoint behave otherwise than this server can. Throws ValidationException. */
export function checkConfig(input: CreateEndpointConfigInput): void {
  for (const member of UNBUILT_CONFIG_MEMBERS) if (input[member] !== undefined) throw unbuilt(member);
  if (input.EnableNetworkIsolation) throw unbuilt('EnableNetworkIsolation of an endpoint configuration');
  if (input.DataCaptureConfig?.EnableCapture) throw unbuilt('DataCaptureConfig with EnableCapture');
  const names = new Set<string>();
  for (const variant of input.ProductionVariants) {
    if (names.has(variant.VariantName)) {
      throw validationException(`Production variant names must be unique: ${variant.VariantName} is given twice.`);
    }
    names.add(variant.VariantName);
    checkVariant(variant);
  }
}

function checkVariant(variant: ProductionVariant): void {
  for (const member of UNBUILT_VARIANT_MEMBERS) {
    if (variant[member] !== undefined) throw unbuilt(`${member} of production variant ${variant.VariantName}`);
  }
  for (const member of ['ModelName', 'InstanceType', 'InitialInstanceCount'] as const) {
    if (variant[member] === undefined) {
      throw validationException(`${member} is required for production variant ${variant.VariantName}.`);
    }
  }
}

/** Refuses a model that can be kept but not hosted here. Throws ValidationException. */
export function checkHostable({ document, arn }: ModelRecord): void {
  const [container, ...more] = document.containers;
  if (!container || more.length > 0)
    throw unbuilt(`Hosting model "${arn}", an inference pipeline of several containers,`);
  if (container.mode === 'MultiModel') throw unbuilt(`Hosting model "${arn}", a multi-model container,`);
  if (document.request.EnableNetworkIsolation) {
    throw unbuilt(`Hosting model "${arn}" with EnableNetworkIsolation, which would cut it off from its invocations,`);
  }
}

/** Updates are made all at once; slower traffic shifts and rollbacks by alarms are refused. Throws ValidationException. */
export function checkDeploymentConfig(config: DeploymentConfig | undefined): void {
  if (!config) return;
  if (config.RollingUpdatePolicy) throw unbuilt('RollingUpdatePolicy');
  if (config.AutoRollbackConfiguration?.Alarms?.length) throw unbuilt('AutoRollbackConfiguration');
  const type = config.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration.Type;
  if (type !== undefined && type !== 'ALL_AT_ONCE') throw unbuilt(`Traffic routing of type ${type}`);
}

const unbuilt = (what: string) => validationException(`${what} is not supported by this server.`);
